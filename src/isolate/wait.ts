import { UserError } from '../errors.js';
import type { Session } from '../session/session.js';

const IMPATIENT_AFTER = 1000;
/** How long work that was interrupted may take to end by itself, ms. */
const GRACE = 2000;
/** What work before an evaluation may take in any case, ms. */
const LEAST = 3000;

/** How a wait for the target is told and ended. */
export interface Patience {
  /** Told, after a second, why there is no answer yet. */
  readonly notice: (text: string) => void;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** What the user ended with Ctrl-C. */
export class Interrupted extends UserError {
  constructor(message = 'interrupted', hint: string | null = null) {
    super('interrupted', message, { hint });
  }
}

/**
 * Waits for an answer that needs a turn of the target's event loop; rejects with Interrupted when the signal is aborted.
 *
 * Where none comes for a second, it finds out why: `notice` is told, and the wait goes on; it rejects if the target is stopped
 * in another debugger. `hasBegun` asks whether the work has begun: then it is the work that takes long, not the loop.
 */
export async function withPatience<T>(
  session: Session,
  answer: Promise<T>,
  { notice, signal, hasBegun = async () => false }: Patience & { hasBegun?: () => Promise<boolean> },
): Promise<T> {
  return new Promise((resolve, reject) => {
    const interrupt = () => {
      clearTimeout(timer);
      reject(new Interrupted());
    };
    /** Or there is nothing to tell any more. */
    let isTold = false;
    const tell = () => {
      if (!isTold) notice(BUSY);
      isTold = true;
    };
    const findOut = async () => {
      const busy = setTimeout(tell, 200);
      if (await hasBegun()) return clearTimeout(busy);
      const { withDebugger } = await import('../session/debugger.js');
      // It rejects where another debugger has stopped the target.
      await withDebugger(session, async () => {}).finally(() => clearTimeout(busy));
      tell();
    };
    const timer = setTimeout(() => findOut().catch(reject), IMPATIENT_AFTER);
    if (signal.aborted) interrupt();
    else signal.addEventListener('abort', interrupt, { once: true });
    // In either case: what nobody waits for any more may fail too.
    answer.then(resolve, reject).finally(() => {
      isTold = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', interrupt);
    });
  });
}

/** What some work comes to; rejects with Interrupted where it does not end soon after the signal, as where it waits for a blocked target. */
export function endingWith<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const interrupted = new Promise<never>((_, reject) => {
    const giveUp = () => void setTimeout(reject, GRACE, new Interrupted()).unref();
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
  });
  return Promise.race([work, interrupted]);
}

/**
 * Does some work before an evaluation that needs the target's event loop to turn; where that takes longer, it is ended, and rejects with
 * `tooBusy`. It is given 3 s at least, as on a busy machine our own part of it takes its time too.
 */
export async function inTime<T>(
  timeoutMs: number,
  patience: Patience,
  work: (patience: Patience) => Promise<T>,
): Promise<T> {
  const limitMs = Math.max(timeoutMs, LEAST);
  const limit = AbortSignal.timeout(limitMs);
  try {
    return await work({ ...patience, signal: AbortSignal.any([patience.signal, limit]) });
  } catch (error) {
    const isLate = error instanceof Interrupted && limit.aborted && !patience.signal.aborted;
    throw isLate ? tooBusy(limitMs) : error;
  }
}

/** The target's event loop did not turn in time. */
export function tooBusy(timeoutMs: number): UserError {
  return new UserError('timeout', `the event loop of the target was busy for ${timeoutMs / 1000} s: nothing was done`, {
    hint: 'wait longer with --timeout; `leakconsole ps` shows whether it is still there',
  });
}

const BUSY = 'the event loop of the target is busy: waiting for it (Ctrl-C gives up)';
