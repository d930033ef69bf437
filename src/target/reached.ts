import type { OpeningGuard } from './opening-guard.js';

/** A process as it was seen before we connected; who answers is compared with it. */
export interface ExpectedProcess {
  readonly pid: number;
  /** Its pid as it sees itself, which is another one inside a container. */
  readonly innerPid: number;
  /** When it started, in clock ticks since boot; null where the platform does not tell. */
  readonly startTicks: string | null;
}

/** Where a target can be attached to. */
export interface Reached {
  /** Its WebSocket debugger URL. */
  readonly url: string;
  /** Whether we opened its inspector: then it is ours to close. */
  readonly opened: boolean;
  /** The process that was asked for; null where a port or URL was. */
  readonly expected: ExpectedProcess | null;
  /** Closes what we have opened if we are killed; to be ended when we have a lease. Not there if we have opened nothing. */
  readonly guard?: OpeningGuard;
}
