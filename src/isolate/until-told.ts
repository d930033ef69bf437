import { setTimeout as delay } from 'node:timers/promises';

const LOOK_EVERY = 10;

/** What a thread tells, which it does not while Node is loading a module (see `unlessLoading`): asks until it does. */
export async function untilTold<T>(ask: () => Promise<T | null>): Promise<T> {
  for (;;) {
    const told = await ask();
    if (told !== null) return told;
    await delay(LOOK_EVERY);
  }
}
