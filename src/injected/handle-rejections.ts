import type { ConsoleState } from './open-console.js';

/**
 * Takes note of the rejections of all promises that some work makes before it returns: each would end the service if nobody did. The
 * user sees them when looking at the promises.
 */
export function handleRejections<T>({ promiseHooks }: Pick<ConsoleState, 'promiseHooks'>, work: () => T): T {
  const MOST = 100_000;
  const made: Promise<unknown>[] = [];
  const handle = async (promise: Promise<unknown>): Promise<void> => {
    try {
      await promise;
    } catch {
      // Seen.
    }
  };
  const stop = promiseHooks.onInit((promise: Promise<unknown>) => void (made.length < MOST && made.push(promise)));
  try {
    return work();
  } finally {
    stop();
    for (const promise of made) handle(promise);
  }
}
