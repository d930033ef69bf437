import type { FoundCollection, Own } from './create-ledger.js';
import type { TypeCount } from './create-tally.js';
import type { PathStep, Walker, WalkProgress } from './walker.js';

/** Lets a walker start a step of about so many ms in pieces of at most `slice` ms, or tell what it has brought. */
export function stepWalker(walker: Walker, ms: number, slice: number): WalkProgress | null {
  return walker.step(ms, slice);
}

/** A function that a walker has found. */
export function askedOf(walker: Walker, ask: number): object {
  return walker.asked(ask);
}

/** Gives a walker objects to visit that it may not reach. */
export function meetAll(walker: Walker, list: readonly object[]): void {
  walker.meetAll(list);
}

/** Gives a walker functions of modules to begin with. */
export function beginWith(walker: Walker, ...functions: readonly object[]): void {
  walker.begin(functions);
}

/** Tells a walker which object to look for. */
export function seek(walker: Walker, value: object): void {
  walker.seek(value);
}

export function pathOf(walker: Walker): PathStep[] | null {
  return walker.path();
}

export function countsOf(walker: Walker, most: number): { readonly total: number; readonly types: TypeCount[] } {
  return walker.counts(most);
}

/** Lets a walker begin a report of collections, which its next steps make. */
export function reportCollections(walker: Walker, most: number, own: Own | null): void {
  walker.reportCollections(most, own);
}

export function collectionsOf(walker: Walker): readonly FoundCollection[] {
  return walker.collections();
}
