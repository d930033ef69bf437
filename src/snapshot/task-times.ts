import { existsSync, readFileSync, writeSync } from 'node:fs';
import { debuglog } from 'node:util';
import { threadId } from 'node:worker_threads';

/** What the system says of the thread that reads it: first the nanoseconds for which it has run (proc_schedstat). */
const OWN_SCHEDULE = '/proc/thread-self/schedstat';
const isAsked = debuglog('leakconsole').enabled && existsSync(OWN_SCHEDULE);

/**
 * Begins a task of this thread, which ends when what this gives is called: with NODE_DEBUG=leakconsole, it is told on
 * stderr from when to when it was done, in the thread's processor time and from the start of the process.
 */
export function beginTask(name: string): () => void {
  if (!isAsked) return () => {};
  const before = processorMs();
  const from = uptimeMs();
  return () => {
    const processor = `${before} to ${processorMs()} ms of its processor time`;
    // At once: another thread may end this one before it would come to it.
    writeSync(2, `task ${name}: thread ${threadId}, ${processor}, ${from} to ${uptimeMs()} ms from the start\n`);
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

function processorMs(): string {
  return (Number(readFileSync(OWN_SCHEDULE, 'utf8').split(' ')[0]) / 1e6).toFixed(0);
}

function uptimeMs(): string {
  return (1000 * process.uptime()).toFixed(0);
}
