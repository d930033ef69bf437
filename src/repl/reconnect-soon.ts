import { setTimeout as delay } from 'node:timers/promises';
import type { LiveTarget } from '../dispatch/target.js';
import { type ErrorCode, UserError } from '../errors.js';

/** Waits before the attempts to connect again, ms; the last is repeated. */
const WAITS = [0, 500, 1000, 2000, 5000];
/** After so long it is given up, ms. */
const GIVE_UP_AFTER = 120_000;
/** What will not change by waiting. */
const FINAL: readonly ErrorCode[] = ['target-gone', 'no-process', 'no-thread', 'zombie', 'interrupted'];

/**
 * Connects a target again, whose connection was lost: soon, and again and again. Rejects with the UserError of the last
 * attempt.
 */
export async function reconnectSoon(target: LiveTarget, signal: AbortSignal): Promise<void> {
  const started = performance.now();
  for (let attempt = 0; ; attempt++) {
    await delay(WAITS[Math.min(attempt, WAITS.length - 1)], undefined, { signal }).catch(() => {});
    // Not the error of the timer: it is ours that says who has interrupted it.
    signal.throwIfAborted();
    try {
      return await target.reconnect?.(signal);
    } catch (error) {
      const isFinal = !(error instanceof UserError) || FINAL.includes(error.code);
      if (isFinal || performance.now() - started > GIVE_UP_AFTER) throw error;
    }
  }
}
