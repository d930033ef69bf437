import { runningFrames } from '../running-frames.js';
import type { Progress } from './line-runner.js';
import { timers } from './node.js';

/**
 * Ends a line: it never begins, or does not go on after what it awaits; and if code that was typed in the console is
 * running at this moment, below us on the stack, V8 ends it when we return.
 *
 * That is without harm in the evaluation itself. In the callback of a promise, V8 also drops the callbacks that wait
 * behind it, so it is the last resort for one that would never end. Any other callback is left alone: the process would
 * die.
 */
export function interrupt(progress: Progress, id: number): void {
  progress.abandoned = id;
  // Later, as we may have interrupted the service's code at any point.
  timers.soon(() => {
    if (progress.begun === id) progress.abandon?.();
  });
  if (progress.session && canBeEnded(progress.running === id)) {
    progress.session.post('Runtime.terminateExecution', {});
  }
}

function canBeEnded(isRunning: boolean): boolean {
  const scripts = scriptsOnStack();
  if (isRunning) return scripts.includes('leakconsole-input');
  return scripts.findLast((script) => script !== 'node:internal/process/task_queues') === 'leakconsole-input';
}

/** The scripts of the functions that are running, the innermost first; none if the stack has no room to read it. */
function scriptsOnStack(): string[] {
  try {
    return runningFrames(100_000).map((frame) => /([^()]*):\d+:\d+\)?$/.exec(frame)?.[1] ?? '');
  } catch {
    return [];
  }
}
