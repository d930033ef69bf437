import { UserError } from '../errors.js';
import type { Session } from '../session/session.js';

const IMPATIENT_AFTER = 1000;

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
      const where = await stoppedAt(session);
      clearTimeout(busy);
      if (where === null) return tell();
      throw new UserError('target-paused', `the target is stopped in another debugger, at ${where}`, {
        hint: 'let it go on there (F8 in DevTools), then try again',
      });
    };
    const timer = setTimeout(() => findOut().catch(reject), IMPATIENT_AFTER);
    if (signal.aborted) return interrupt();
    signal.addEventListener('abort', interrupt, { once: true });
    answer.then(resolve, reject).finally(() => {
      isTold = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', interrupt);
    });
  });
}

const BUSY = 'the event loop of the target is busy: waiting for it (Ctrl-C gives up)';

/** Where another debugger has stopped the target, as `file:line`; null where it runs. */
async function stoppedAt(session: Session): Promise<string | null> {
  let where: string | null = null;
  const off = session.on('Debugger.paused', ({ callFrames: [top] }) => {
    where = top ? `${top.url}:${top.location.lineNumber + 1}` : 'a place it does not tell';
  });
  try {
    await session.send('Debugger.enable');
    await session.send('Debugger.disable');
  } finally {
    off();
  }
  return where;
}
