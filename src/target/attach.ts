import type { UserError } from '../errors.js';
import { describeProcess } from '../injected/describe-process.js';
import { Isolate } from '../isolate/isolate.js';
import { type WaitOptions, waitForTarget, withTimeout } from '../isolate/wait-for-target.js';
import { callNow } from '../session/call.js';
import { Session } from '../session/session.js';
import { checkIdentity } from './identity.js';
import { inspectorLoop } from './procfs.js';
import { type Reached, reach } from './reach.js';
import type { TargetName } from './syntax.js';
import { type AttachOptions, TargetProcess } from './target-process.js';

/** Attaches to a process as the user named it. Rejects with a UserError that says what is in the way. */
export async function attach(
  name: Exclude<TargetName, { kind: 'file' }>,
  options: AttachOptions,
  wait: WaitOptions,
): Promise<TargetProcess> {
  return attachAt(await reach(name, { ...wait, timeoutMs: options.timeoutMs }), options, wait);
}

/** Attaches to an inspector that was reached. */
export async function attachAt(reached: Reached, options: AttachOptions, wait: WaitOptions): Promise<TargetProcess> {
  const session = await Session.connect(reached.url);
  try {
    return await withTimeout(options.timeoutMs, wait, (inner) => attachSession(session, reached, options, inner));
  } catch (error) {
    await session.close();
    throw error;
  }
}

async function attachSession(
  session: Session,
  reached: Reached,
  options: AttachOptions,
  wait: WaitOptions,
): Promise<TargetProcess> {
  // Without a lease, nothing in the target would close what we have opened.
  let release = async () => {
    if (reached.opened) await (await import('./close-inspector.js')).closeInspector(session);
  };
  try {
    await waitForTarget(session, session.ready, wait);
    const { pid, held } = await waitForTarget(session, checkIdentity(session, reached), wait);
    let lease = null;
    if (reached.opened || held) {
      const { acquireLease } = await import('./lease.js');
      const loop = pid === null ? null : inspectorLoop(pid, reached.url);
      lease = await waitForTarget(session, acquireLease(session, { opened: reached.opened, loop }), wait);
      release = lease.release;
    }
    const description = await waitForTarget(session, callNow(session, describeProcess), wait);
    const process = new TargetProcess(session, { localPid: pid, description, lease }, options);
    process.isolates.set('main', await Isolate.open('main', process, session, wait));
    return process;
  } catch (error) {
    // In a process that was not asked for, nothing is evaluated.
    if ((error as UserError).code !== 'wrong-process') await release();
    throw error;
  }
}
