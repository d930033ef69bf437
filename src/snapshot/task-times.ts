import { existsSync, readFileSync, writeSync } from 'node:fs';
import { debuglog } from 'node:util';
import { threadId } from 'node:worker_threads';

/** What the system says of the thread that reads it: first the nanoseconds for which it has run (proc_schedstat). */
const OWN_SCHEDULE = '/proc/thread-self/schedstat';
const isAsked = debuglog('leakconsole').enabled && existsSync(OWN_SCHEDULE);

/**
 * Begins a task of this thread, which ends when what this gives is called: with NODE_DEBUG=leakconsole, it is told on
 * stderr what it took of processor time, and from when to when, from the start of the process on.
 */
export function beginTask(name: string): () => void {
  if (!isAsked) return () => {};
  const before = processorMs();
  const from = uptimeMs();
  return () => {
    const took = (processorMs() - before).toFixed(0);
    // At once: another thread may end this one before it would come to it.
    writeSync(2, `task ${name}: ${took} ms, thread ${threadId} from ${from} to ${uptimeMs()} ms\n`);
  };
}

/** Does a task as `beginTask` tells. */
export async function timed<T>(name: string, task: () => T | Promise<T>): Promise<T> {
  const end = beginTask(name);
  const result = task();
  // What does not wait for anything ends at once, before anything else.
  if (result instanceof Promise) await result;
  end();
  return result;
}

function processorMs(): number {
  return Number(readFileSync(OWN_SCHEDULE, 'utf8').split(' ')[0]) / 1e6;
}

function uptimeMs(): string {
  return (1000 * process.uptime()).toFixed(0);
}
