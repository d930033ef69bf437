import { UserError } from '../errors.js';
import type { Session } from '../session/session.js';
import { loopTurns } from '../session/turning.js';

/** After how long a wait is explained, ms. */
const NOTICE_AFTER = 1000;
/** How long interrupted work may take to end by itself, ms. */
const GRACE = 2000;
/** The shortest time limit for what precedes an evaluation, ms. */
const SHORTEST_LIMIT = 3000;

/** How a wait for the target is announced and ended. */
export interface WaitOptions {
  /** Called after a second with the reason why there is no answer yet. */
  readonly notice: (text: string) => void;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** The user has pressed Ctrl-C. */
export class Interrupted extends UserError {
  constructor(message = 'interrupted', hint: string | null = null) {
    super('interrupted', message, { hint });
  }
}

/**
 * Waits for an answer that needs a turn of the target's event loop; rejects with Interrupted when the signal is
 * aborted.
 *
 * If none comes for a second, it finds out why: it calls `notice` and waits on, or rejects if the target is stopped in
 * another debugger. `hasBegun` asks whether the work has begun: then the work takes long, not the loop.
 */
export async function waitForTarget<T>(
  session: Session,
  answer: Promise<T>,
  { notice, signal, hasBegun = async () => false }: WaitOptions & { hasBegun?: () => Promise<boolean> },
): Promise<T> {
  return new Promise((resolve, reject) => {
    const interrupt = () => {
      clearTimeout(timer);
      reject(new Interrupted());
    };
    /** The notice was given, or is no longer needed. */
    let isTold = false;
    const tell = async () => {
      const isThere = session.probe === null || (await session.probe()) === 'answers';
      if (!isTold) notice(isThere ? BUSY : SILENT);
      isTold = true;
    };
    const findReason = async () => {
      const busy = setTimeout(tell, 200);
      // In a worker whose loop does not turn, work goes on without.
      if ((await hasBegun()) || !(await loopTurns(session))) return clearTimeout(busy);
      const { checkNotPaused } = await import('../session/debugger.js');
      await checkNotPaused(session).finally(() => clearTimeout(busy));
      await tell();
    };
    const timer = setTimeout(() => findReason().catch(reject), NOTICE_AFTER);
    if (signal.aborted) interrupt();
    else signal.addEventListener('abort', interrupt, { once: true });
    // An answer that nobody waits for any more may be a rejection too: it is always handled.
    answer.then(resolve, reject).finally(() => {
      isTold = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', interrupt);
    });
  });
}

/**
 * The result of some work; rejects with Interrupted if the work does not end soon after the signal, as when it waits
 * for a blocked target.
 */
export function endingWith<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const interrupted = new Promise<never>((_, reject) => {
    const giveUp = () => void setTimeout(reject, GRACE, new Interrupted()).unref();
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
  });
  return Promise.race([work, interrupted]);
}

/**
 * Does work that precedes an evaluation and needs the target's event loop to turn. Work that takes too long is ended
 * with
 * `eventLoopBusyError`. The limit is at least 3 s: on a busy machine our own part of the work takes its time too.
 */
export async function withTimeout<T>(
  timeoutMs: number,
  wait: WaitOptions,
  work: (wait: WaitOptions) => Promise<T>,
): Promise<T> {
  const limitMs = Math.max(timeoutMs, SHORTEST_LIMIT);
  const limit = AbortSignal.timeout(limitMs);
  try {
    return await work({ ...wait, signal: AbortSignal.any([wait.signal, limit]) });
  } catch (error) {
    const isLate = error instanceof Interrupted && limit.aborted && !wait.signal.aborted;
    throw isLate ? eventLoopBusyError(limitMs) : error;
  }
}

/** The target's event loop did not turn in time. */
export function eventLoopBusyError(timeoutMs: number): UserError {
  return new UserError('timeout', `the event loop of the target was busy for ${timeoutMs / 1000} s: nothing was done`, {
    hint: 'wait longer with --timeout; `leakconsole ps` shows whether it is still there',
  });
}

const BUSY = 'the event loop of the target is busy: waiting for it (Ctrl-C gives up)';
const SILENT = 'the connection to the target is silent, and a second one too: waiting for it (Ctrl-C gives up)';
