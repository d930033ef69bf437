import { existsSync, readFileSync, writeSync } from 'node:fs';
import { debuglog } from 'node:util';

/** What the system says of the thread that reads it: first the nanoseconds for which it has run (proc_schedstat). */
const OWN_SCHEDULE = '/proc/thread-self/schedstat';
const isAsked = debuglog('leakconsole').enabled && existsSync(OWN_SCHEDULE);

/**
 * Begins a task of this thread, which ends when what this gives is called: with NODE_DEBUG=leakconsole, the processor
 * time that it took is told on stderr.
 */
export function beginTask(name: string): () => void {
  if (!isAsked) return () => {};
  const before = processorMs();
  // At once: another thread may end this one before it would come to it.
  return () => writeSync(2, `task ${name}: ${(processorMs() - before).toFixed(0)} ms\n`);
}

/** Runs a task as `beginTask` tells. */
export function runTask<T>(name: string, task: () => T): T {
  const end = beginTask(name);
  const result = task();
  end();
  return result;
}

function processorMs(): number {
  return Number(readFileSync(OWN_SCHEDULE, 'utf8').split(' ')[0]) / 1e6;
}
