import { setTimeout as delay } from 'node:timers/promises';
import { PS_HINT, UserError } from '../errors.js';
import type { IdentityAnswer } from '../injected/identity/identify.js';
import { evaluateInProgram } from '../session/realm.js';
import type { Session } from '../session/session.js';
import { processFacts } from './procfs.js';
import type { Reached } from './reach.js';

/** How long Node may take to be ready after its inspector is, ms; it takes about 20. */
const STARTING_PATIENCE = 900;

/** The process that answers. */
export interface Identity {
  /** Its pid on this machine; null where it runs on another one, in a container, or where that cannot be told. */
  readonly pid: number | null;
  /** Whether a console opened its inspector and will close it: then whoever attaches must hold a lease. */
  readonly held: boolean;
}

/**
 * Asks the process at the other end who it is, and compares that with the process that was asked for.
 *
 * The first thing that is evaluated after connecting. Rejects with a UserError, `wrong-process`, if it is another one: then nothing
 * else may be evaluated; and `not-started` where Node has not come to the program yet.
 */
export async function checkIdentity(session: Session, { expected }: Reached): Promise<Identity> {
  const { pid: innerPid, startTicks, held } = await askIdentity(session);
  if (!expected) return { pid: localPid(innerPid, startTicks), held };
  const samePid = innerPid === expected.innerPid;
  // The permission model may forbid the target to read its start time, which is then no evidence against it.
  const sameStart = startTicks === null || expected.startTicks === null || startTicks === expected.startTicks;
  if (!samePid || !sameStart) {
    const who = samePid ? `another process ${innerPid}, started at another time` : `process ${innerPid}`;
    throw new UserError('wrong-process', `${who} answers at ${session.url}, not process ${expected.pid}`, {
      hint: PS_HINT,
    });
  }
  return { pid: expected.pid, held };
}

/** Asks again for a while where Node itself is not ready yet, as in a process that has only just been started. */
async function askIdentity(session: Session): Promise<Extract<IdentityAnswer, { hasStarted: true }>> {
  const deadline = performance.now() + STARTING_PATIENCE;
  for (;;) {
    const answer = await evaluateInProgram<IdentityAnswer>(session, 'identity');
    if (answer.hasStarted) return answer;
    if (performance.now() > deadline) {
      throw new UserError('not-started', 'the process waits for a debugger before its first line (--inspect-brk)', {
        hint: 'let it go on in a debugger, or start it with --inspect, and attach then',
      });
    }
    await delay(20);
  }
}

/** A port may lead to another machine; pid and start time together tell whether it is a process of this one. */
function localPid(innerPid: number, startTicks: string | null): number | null {
  if (startTicks === null) return null;
  return processFacts(innerPid)?.startTicks === startTicks ? innerPid : null;
}
