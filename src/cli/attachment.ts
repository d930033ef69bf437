import type { Context } from '../commands/context.js';
import { type LiveTarget, openTarget } from '../live/target.js';
import { Session } from '../session/session.js';
import type { Settings } from './settings.js';

/** A process to which we are attached, until `detach`. */
export interface Attachment {
  readonly target: LiveTarget;
  /** Gives back all that we hold in the target, and closes its inspector if it was us who opened it. */
  detach(): Promise<void>;
}

/** Attaches to the inspector at a WebSocket debugger URL. */
export async function attachTo(
  url: string,
  { readOnly, timeoutMs }: Settings,
  patience: Pick<Context, 'notice' | 'signal'>,
): Promise<Attachment> {
  const session = await Session.connect(url);
  try {
    const target = await openTarget(session, { readOnly, timeoutMs }, patience);
    return { target, detach: () => session.close() };
  } catch (error) {
    await session.close();
    throw error;
  }
}
