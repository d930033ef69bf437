import { settle } from './in-program.js';
import { promiseHooks } from './node.js';

const MOST = 100_000;
const ignore = () => {};

/**
 * Takes note of the rejections of all promises that some work makes before it returns: each would end the service if
 * nobody did. The user sees them when looking at the promises.
 */
export function handleRejections<T>(work: () => T): T {
  const made: Promise<unknown>[] = [];
  const stop = promiseHooks.onInit((promise: Promise<unknown>) => void (made.length < MOST && made.push(promise)));
  try {
    return work();
  } finally {
    stop();
    for (const promise of made) settle(promise, ignore, ignore);
  }
}
