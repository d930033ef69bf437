import { setTimeout as delay } from 'node:timers/promises';
import { call, callNow } from './call.js';
import { loadEntryNow } from './entry-now.js';
import type { Session } from './session.js';

/** How long the event loop of a worker may take to turn until work is done in it at once, ms. */
const TURN_TIMEOUT = 200;
const LOOK_EVERY = 10;

/**
 * Whether the event loop of a thread turns, so that work can wait for a turn of its own. A worker that is parked in
 * `Atomics.wait`, as those of a pool are between two tasks, or that loops, answers calls but runs no callback and
 * settles no promise. The main thread is always waited for: a service that does not turn is about to.
 */
export async function loopTurns(session: Session): Promise<boolean> {
  if (!session.isWorker) return true;
  const entry = await loadEntryNow(session, 'process');
  const deadline = performance.now() + TURN_TIMEOUT;
  for (;;) {
    const state = await callNow(session, entry, 'threadState');
    if (state === 'running') return true;
    if ((state === 'parked' || performance.now() > deadline) && state !== 'loading') return false;
    await delay(LOOK_EVERY);
  }
}

/** Waits until the event loop of a thread has turned; not for that of a worker which does not turn. */
export async function waitForTurn(session: Session): Promise<void> {
  const entry = await loadEntryNow(session, 'process');
  await inTurnOrAtOnce(
    session,
    () => call(session, entry, 'turn'),
    async () => {},
  );
}

/**
 * Does some work in a turn of the thread's event loop; where that does not turn, or stops to turn before the work is
 * done, does it `atOnce`. Both must give the same, and do no harm one after the other.
 */
export async function inTurnOrAtOnce<T>(
  session: Session,
  inTurn: () => Promise<T>,
  atOnce: () => Promise<T>,
): Promise<T> {
  if (!session.isWorker) return await inTurn();
  if (!(await loopTurns(session))) return await atOnce();
  const work = inTurn();
  const settled = work.then(
    () => true,
    () => true,
  );
  while (!(await Promise.race([settled, delay(TURN_TIMEOUT, false, { ref: false })])))
    if (!(await loopTurns(session))) return await atOnce();
  return await work;
}
