import type { Walker, WalkProgress } from './create-walker.js';

/** Lets a walker go on for about so many ms. */
export function stepWalker(walker: Walker, ms: number): WalkProgress {
  return walker.step(ms);
}

/** A function that a walker has found. */
export function askedOf(walker: Walker, ask: number): object {
  return walker.asked(ask);
}

/** Gives a walker objects to visit that it may not reach. */
export function meetAll(walker: Walker, list: readonly object[]): void {
  walker.meetAll(list);
}
