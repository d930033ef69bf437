import type { Context } from '../commands/context.js';
import { ExitCode, UserError } from '../errors.js';
import { type LiveTarget, openTarget } from '../live/target.js';
import { Session } from '../session/session.js';
import { checkIdentity } from '../target/identity.js';
import { reach } from '../target/reach.js';
import { parseTarget, type TargetName } from '../target/syntax.js';
import type { Settings } from './settings.js';

/** A process to which we are attached, until `detach`. */
export interface Attachment {
  readonly target: LiveTarget;
  /** Gives back all that we hold in the target, and closes its inspector if it was us who opened it. */
  detach(): Promise<void>;
}

/** Attaches to a target as the user named it; rejects with a UserError that tells what is in the way. */
export async function attachTo(
  name: Exclude<TargetName, { kind: 'file' }>,
  { readOnly, timeoutMs, maxPauseMs, force }: Settings,
  patience: Pick<Context, 'notice' | 'signal'>,
): Promise<Attachment> {
  const reached = await reach(name);
  const session = await Session.connect(reached.url);
  try {
    await checkIdentity(session, reached);
    const target = await openTarget(session, { readOnly, timeoutMs, maxPauseMs, force }, patience);
    return { target, detach: () => session.close() };
  } catch (error) {
    await session.close();
    throw error;
  }
}

/** Reads the target of a command line that needs a running process. */
export function liveTarget(text: string): Exclude<TargetName, { kind: 'file' }> {
  const name = parseTarget(text);
  if (name.kind !== 'file') return name;
  throw new UserError('not-live', `${text} is a file, and this needs a running process`, {
    hint: '`leakconsole open FILE` opens heap snapshots',
    exitCode: ExitCode.usage,
  });
}
