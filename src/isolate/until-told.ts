import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../errors.js';

const LOOK_EVERY = 10;
/** Loading takes a few milliseconds, unless another debugger has paused it. */
const GIVE_UP_AFTER = 20_000;

/**
 * What a thread tells, which it does not while Node is loading a module (see `unlessLoading`): asks until it does.
 * Rejects with a UserError where that takes too long.
 */
export async function untilTold<T>(ask: () => Promise<T | null>): Promise<T> {
  const deadline = performance.now() + GIVE_UP_AFTER;
  for (;;) {
    const told = await ask();
    if (told !== null) return told;
    if (performance.now() > deadline) {
      throw new UserError('timeout', 'the target stands still in the midst of loading a module of Node', {
        hint: 'has another debugger paused it?',
      });
    }
    await delay(LOOK_EVERY);
  }
}
