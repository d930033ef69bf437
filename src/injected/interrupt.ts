import type { ConsoleState } from './open-console.js';

/**
 * Prepares the end of an evaluation: says whether it runs at this moment, so that the client sends the termination; if it
 * has not begun it never will, and if it awaits a promise, the wait ends.
 */
export function interrupt(state: ConsoleState, id: number): boolean {
  if (state.running === id) {
    state.cancelling = true;
    return true;
  }
  state.abandoned = id;
  state.abandon?.();
  return false;
}
