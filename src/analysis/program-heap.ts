import type { HeapAnalysis, HeapClass } from '../heap/analyse.js';
import { shallowSums } from '../heap/classes.js';
import type { ConsoleObjects } from './console-objects.js';
import type { DominatedNodes } from './dominated.js';

/** A heap as its program's author knows it: without what is there because of a console alone. */
export interface ProgramHeap {
  /** n, bytes: the shallow size of each node; 0 for one that does not count, as the console's own do not. */
  readonly shallowSize: Uint32Array | Float64Array;
  readonly classes: readonly HeapClass[];
  /** Bytes that are left out. */
  readonly consoleBytes: number;
}

/** Counts and sums up a heap anew without the console's own. O(n). */
export function programHeap(analysis: HeapAnalysis, dominated: DominatedNodes, { has }: ConsoleObjects): ProgramHeap {
  const shallowSize = analysis.shallowSize.slice();
  let consoleBytes = 0;
  for (let node = 0; node < has.length; node++) {
    if (has[node] === 0) continue;
    consoleBytes += shallowSize[node];
    shallowSize[node] = 0;
  }
  const sums = shallowSums(analysis, shallowSize);
  const retained = retainedSums(analysis, shallowSize, dominated);
  const classes = analysis.classes.map(({ key, name }, at) => ({ key, name, ...sums[at], retainedSize: retained[at] }));
  return { shallowSize, classes, consoleBytes };
}

/** What each class retains: the sum over its nodes that none of the same class dominates. */
function retainedSums(
  { classOf, classes, dominator, retainedSize }: HeapAnalysis,
  shallowSize: HeapAnalysis['shallowSize'],
  { first, next }: DominatedNodes,
): Float64Array {
  const sum = new Float64Array(classes.length);
  // The tree is walked in depth, so that it is known how many of each class are above a node.
  const above = new Uint32Array(classes.length);
  for (let node = 0; ; ) {
    const isCounted = shallowSize[node] !== 0;
    if (isCounted && above[classOf[node]] === 0) sum[classOf[node]] += retainedSize[node];
    if (first[node] !== 0) {
      if (isCounted) above[classOf[node]]++;
      node = first[node];
      continue;
    }
    while (next[node] === 0 && node !== 0) {
      node = dominator[node];
      if (shallowSize[node] !== 0) above[classOf[node]]--;
    }
    if (node === 0) return sum;
    node = next[node];
  }
}
