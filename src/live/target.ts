import type { Session } from '../session/session.js';

/** A running process to which we are attached, and what the console knows of it. */
export interface LiveTarget {
  readonly kind: 'live';
  readonly session: Session;
}
