import { setTimeout as delay } from 'node:timers/promises';
import type { TestTarget } from './target.js';

/** Between two requests: as fast as may be would be faster or slower from look to look. */
const PACE_MS = 20;

/** Sends requests until `work` is done. */
export async function underLoad<T>(
  target: TestTarget,
  path: string,
  work: () => Promise<T>,
  paceMs = PACE_MS,
): Promise<T> {
  let isDone = false;
  const load = (async () => {
    // A service that stalled may have closed a connection that was kept.
    for (let n = 0; !isDone; n++) {
      await target.get(`${path}${n}`).catch(() => {});
      await delay(paceMs);
    }
  })();
  try {
    return await work();
  } finally {
    isDone = true;
    await load;
  }
}
