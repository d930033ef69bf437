import { setTimeout as delay } from 'node:timers/promises';

const LIMIT = 120_000;

/** Waits until something holds; rejects, showing what, if it does not in 120 s. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const started = performance.now();
  while (!(await holds())) {
    if (performance.now() - started > LIMIT) throw new Error(`does not hold after 120 s: ${holds}`);
    await delay(10);
  }
}
