import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../errors.js';

/** How often to ask, ms. */
const LOOK_EVERY = 10;
/** Loading takes a few milliseconds, unless another debugger has paused it. ms. */
const GIVE_UP_AFTER = 20_000;

/**
 * Asks a thread until it answers: it gives null while Node is loading a module in it (see `unlessLoading`). Rejects with
 * a UserError, `timeout`, where that takes longer than 20 s.
 */
export async function retryWhileLoading<T>(ask: () => Promise<T | null>): Promise<T> {
  const deadline = performance.now() + GIVE_UP_AFTER;
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (performance.now() > deadline) {
      throw new UserError('timeout', 'the target stands still in the midst of loading a module of Node', {
        hint: 'has another debugger paused it?',
      });
    }
    await delay(LOOK_EVERY);
  }
}
