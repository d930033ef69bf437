import type { UserError } from '../errors.js';
import { type LiveTarget, openTarget } from '../isolate/isolate.js';
import { inTime, type Patience, withPatience } from '../isolate/wait.js';
import { Session } from '../session/session.js';
import { checkIdentity } from '../target/identity.js';
import { inspectorLoop } from '../target/procfs.js';
import { type Reached, reach } from '../target/reach.js';
import type { TargetName } from '../target/syntax.js';
import type { Settings } from './settings.js';

/** A process to which we are attached, until `detach`. */
export interface Attachment {
  readonly target: LiveTarget;
  /** Gives back all that we hold in the target, and closes its inspector if it was a console that opened it. Never rejects. */
  detach(): Promise<void>;
}

/** Attaches to a target as the user named it; rejects with a UserError that tells what is in the way. */
export async function attachTo(
  name: Exclude<TargetName, { kind: 'file' }>,
  settings: Settings,
  patience: Patience,
): Promise<Attachment> {
  return attachAt(await reach(name, { ...patience, timeoutMs: settings.timeoutMs }), settings, patience);
}

/** Attaches to an inspector that was reached. */
export async function attachAt(reached: Reached, settings: Settings, patience: Patience): Promise<Attachment> {
  const session = await Session.connect(reached.url);
  try {
    return await inTime(settings.timeoutMs, patience, (inner) => attachSession(session, reached, settings, inner));
  } catch (error) {
    await session.close();
    throw error;
  }
}

async function attachSession(
  session: Session,
  reached: Reached,
  { readOnly, timeoutMs, maxPauseMs, maxRssBytes, force }: Settings,
  patience: Patience,
): Promise<Attachment> {
  // Without a lease, nothing in the target would close what we have opened.
  let release = async () => {
    if (reached.opened) await (await import('../target/close-inspector.js')).closeInspector(session);
  };
  try {
    await withPatience(session, session.ready, patience);
    const { pid, held } = await withPatience(session, checkIdentity(session, reached), patience);
    if (reached.opened || held) {
      const { acquireLease } = await import('../target/lease.js');
      const loop = pid === null ? null : inspectorLoop(pid, reached.url);
      ({ release } = await withPatience(session, acquireLease(session, { opened: reached.opened, loop }), patience));
    }
    const budget = { maxPauseMs, maxRssBytes, force };
    const target = await openTarget(session, { localPid: pid, readOnly, timeoutMs, budget }, patience);
    return {
      target,
      detach: async () => {
        if (target.kept) (await import('../isolate/heap-ids.js')).releaseIds(target);
        await release();
        await session.close();
      },
    };
  } catch (error) {
    // In a process that was not asked for, nothing is evaluated.
    if ((error as UserError).code !== 'wrong-process') await release();
    throw error;
  }
}
