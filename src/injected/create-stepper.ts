import type { Walker, WalkProgress } from './walker.js';

/**
 * Makes work that is done in pieces into steps (see `Walker.step`).
 *
 * `advance` works for about so many ms and tells whether something is left; `progressOf` tells what a step has brought.
 */
export function createStepper(
  load: (name: string) => unknown,
  advance: (ms: number) => boolean,
  progressOf: (busy: boolean, took: number, longest: number) => WalkProgress,
): Walker['step'] {
  const { setImmediate } = load('timers') as typeof import('node:timers');
  const { now } = Date;
  /** Or the outcome of a step that nobody has asked for yet. */
  let state: 'idle' | 'working' | { readonly progress?: WalkProgress; readonly error?: unknown } = 'idle';

  function work(left: number, slice: number, took: number, longest: number): void {
    try {
      const start = now();
      const busy = advance(slice);
      // A piece counts, whatever the clock says: so the step ends.
      const piece = Math.max(1, now() - start);
      const longer = Math.max(longest, piece);
      if (busy && piece < left) setImmediate(work, left - piece, slice, took + piece, longer);
      else state = { progress: progressOf(busy, took + piece, longer) };
    } catch (error) {
      state = { error };
    }
  }

  return (ms, slice) => {
    if (state === 'working') return null;
    if (state === 'idle') {
      state = 'working';
      setImmediate(work, ms, slice, 0, 0);
      return null;
    }
    const { progress, error } = state;
    state = 'idle';
    if (progress === undefined) throw error;
    return progress;
  };
}
