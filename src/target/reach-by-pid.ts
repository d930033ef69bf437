import type { OpeningWait } from './opening.js';
import type { guardOpening } from './opening-guard.js';
import type { Reached } from './reached.js';

/**
 * Finds the inspector of a process of this machine, or opens it, in the way of the platform; on Linux guarded by
 * `guard`, if given.
 */
export async function reachByPid(pid: number, wait: OpeningWait, guard?: typeof guardOpening): Promise<Reached> {
  return process.platform === 'linux'
    ? await (await import('./process.js')).reachProcess(pid, wait, guard)
    : await (await import('./reach-other.js')).reachElsewhere(pid, wait);
}
