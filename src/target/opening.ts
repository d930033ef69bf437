import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../errors.js';

/** How the wait for an inspector that is to open is told and ended; a process that can open it takes 30 to 40 ms. */
export interface OpeningWait {
  readonly timeoutMs: number;
  readonly notice: (text: string) => void;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** What is told after so long, ms. */
const NOTICE_AFTER = 2000;

/**
 * Looks, every so many ms, for the inspector that a process was asked to open, and gives its URL. Whoever gives up may
 * leave it open: so the wait is as long as the user likes. Rejects with a UserError, `not-opened`, where none opens.
 */
export async function awaitOpening(
  pid: number,
  every: number,
  { timeoutMs, notice, signal }: OpeningWait,
  look: () => Promise<string | null>,
): Promise<string> {
  const started = performance.now();
  const elapsed = () => performance.now() - started;
  let isTold = false;
  while (elapsed() < timeoutMs && !signal.aborted) {
    await delay(every);
    const url = await look();
    if (url) return url;
    if (isTold || elapsed() < NOTICE_AFTER) continue;
    isTold = true;
    notice(
      `process ${pid} got SIGUSR1 and has not opened its inspector yet: waiting for it (Ctrl-C gives up). ` +
        'It is busy in native code, or has a SIGUSR1 listener of its own.',
    );
  }
  throw new UserError(
    'not-opened',
    `process ${pid} got SIGUSR1 and opened no inspector in ${Math.round(elapsed() / 1000)} s`,
    { hint: 'it may open one later, which then stays open: `leakconsole ps` shows it' },
  );
}
