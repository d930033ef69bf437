import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { PS_HINT, UserError } from '../errors.js';
import type { HoldAnswer, HoldRequest } from '../injected/hold/take-hold.js';
import type { InspectorLoop, Joining } from '../injected/lease/lease-registry.js';
import { loadable } from '../register/loadable.js';
import { badMessage } from '../session/bad-message.js';
import { callNow } from '../session/call.js';
import { loadEntryNow } from '../session/entry.js';
import { bundleOf, callInProgram } from '../session/realm.js';
import type { Session } from '../session/session.js';
import { foreignRuntime } from './foreign-runtime.js';
import { keepLease, LEASE_CLOCK, type Lease, type LeaseClock } from './lease.js';
import { processFacts } from './procfs.js';
import type { ExpectedProcess, Reached } from './reached.js';
import { inspectorLoop } from './sockets.js';

/** How long Node may take to be ready after its inspector is, ms; it takes about 20. */
const STARTING_TIMEOUT = 900;

/** The process that answers, and our hold on it. */
export interface Hold {
  /** Its pid on this machine; null where it runs on another one, in a container, or where that is unknown. */
  readonly localPid: number | null;
  /** When it started, in clock ticks since boot; null where it does not tell. */
  readonly startTicks: string | null;
  /** Null if its inspector is not ours to close, and so nothing of ours must live in it. */
  readonly lease: Lease | null;
  /** Its inspector was open, and neither a flag nor a console explains why: we close it when we leave. */
  readonly isUnexplained: boolean;
}

type Held = Extract<HoldAnswer, { hasStarted: true }>;

/**
 * Asks the process at the other end who it is, compares that with the process that was asked for, and takes the lease
 * that it needs: all in one message, the first after connecting, because a lease that comes later leaves the inspector
 * open if we are killed before.
 *
 * Rejects with a UserError: `wrong-process` (then nothing else may be evaluated); `not-started` if Node has not come to
 * the program yet; `no-hold` if the program has changed its globals so that nothing can be kept there.
 */
export async function holdProcess(
  session: Session,
  { url, opened, expected, route, hold }: Reached,
  { tickMs, renewEveryMs }: LeaseClock = LEASE_CLOCK,
): Promise<Hold> {
  const id = hold ?? randomUUID();
  const isLocal = route === undefined || route.isLocal;
  const loop = route ? route.loop : expected && loopOf(expected.pid, url);
  const answer = await askForHold(session, { id, opened, expected: identityOf(expected), loop, tickMs });
  if (!answer.isExpected) {
    const samePid = answer.pid === expected!.innerPid;
    const who = samePid ? `another process ${answer.pid}, started at another time` : `process ${answer.pid}`;
    throw new UserError('wrong-process', `${who} answers at ${url}, not process ${expected!.pid}`, { hint: PS_HINT });
  }
  const localPid = isLocal ? (expected?.pid ?? pidHere(answer)) : null;
  const { isUnexplained, joined, startTicks } = answer;
  // What nobody has opened for us may stay open.
  if (joined === null || (joined === false && isUnexplained))
    return { localPid, startTicks, lease: null, isUnexplained };
  if (joined === false) {
    throw new UserError('no-hold', 'the target’s globals are frozen or changed: nothing of ours can be kept there', {
      hint: 'an inspector that is open from the start (--inspect) can be attached to without',
    });
  }
  const mustClose = opened || isUnexplained;
  const joining = { id, opened: mustClose, loop: loop ?? (localPid === null ? null : loopOf(localPid, url)), tickMs };
  const renew = () => joinAgain(session, joining).catch(() => {});
  if (loop === null && joining.loop !== null) await renew();
  return {
    localPid,
    startTicks,
    lease: keepLease(session, { id, url: route ? null : url, opened: mustClose, renewEveryMs }, renew),
    isUnexplained,
  };
}

async function joinAgain(session: Session, joining: Joining): Promise<void> {
  await callNow(session, await loadEntryNow(session, 'lease'), 'join', joining);
}

function identityOf(expected: ExpectedProcess | null): HoldRequest['expected'] {
  return expected && { innerPid: expected.innerPid, startTicks: expected.startTicks };
}

/** Asks again for a while where Node itself is not ready yet, as in a process that has only just been started. */
async function askForHold(session: Session, request: HoldRequest): Promise<Held> {
  const deadline = performance.now() + STARTING_TIMEOUT;
  const sources = [bundleOf('realm'), loadable('lease', new Set(), bundleOf).source];
  for (;;) {
    const answer = await callInProgram<HoldRequest, HoldAnswer>(session, 'hold', request, ...sources).catch(
      async (error) => {
        throw (await foreignRuntime(session)) ?? error;
      },
    );
    if (!isHoldAnswer(answer)) throw badMessage(session.name, 'an answer that no process of Node gives');
    if (answer.hasStarted) return answer;
    if (performance.now() > deadline) {
      throw new UserError('not-started', 'the process waits for a debugger before its first line (--inspect-brk)', {
        hint: 'let it go on in a debugger, or start it with --inspect, and attach then',
      });
    }
    await delay(20);
  }
}

/** What answers first may be anything. */
function isHoldAnswer(answer: Partial<HoldAnswer> | null | undefined): boolean {
  return typeof answer?.hasStarted === 'boolean' && (!answer.hasStarted || typeof (answer as Held).pid === 'number');
}

function loopOf(pid: number, url: string): InspectorLoop | null {
  return process.platform === 'linux' ? inspectorLoop(pid, url) : null;
}

/** A port may lead to another machine; pid and start time together tell whether it is a process of this one. */
function pidHere({ pid, startTicks }: Held): number | null {
  if (startTicks === null) return null;
  return processFacts(pid)?.startTicks === startTicks ? pid : null;
}
