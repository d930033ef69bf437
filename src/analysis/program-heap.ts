import type { HeapAnalysis, HeapClass } from '../heap/analyse.js';
import { shallowSums } from '../heap/classes.js';
import { copyOf, uint32Array } from '../heap/memory.js';
import type { ConsoleObjects } from './console-objects.js';
import type { DominatedNodes } from './dominated.js';

/** A heap as its program's author knows it: without what is there because of a console alone. */
export interface ProgramHeap {
  /** n, bytes: the shallow size of each node; 0 for one that does not count, as the console's own do not. */
  readonly shallowSize: Uint32Array | Float64Array;
  /** n, bytes: what of the program would be freed with each node. */
  readonly retainedSize: Uint32Array | Float64Array;
  readonly classes: readonly HeapClass[];
  /** n bits: see `HeapAnalysis.nested`; of the objects that count. */
  readonly nested: Uint32Array;
  /** Bytes that are left out. */
  readonly consoleBytes: number;
}

/**
 * The heap without the console's own. Sizes are as they are where there is no console, or else summed up anew; classes
 * that are not counted yet are counted. O(n).
 */
export function programHeap(
  analysis: HeapAnalysis,
  dominatedNodes: () => DominatedNodes,
  { has }: ConsoleObjects,
): ProgramHeap {
  const hasConsole = has.includes(1);
  const isCounted = analysis.classes.some(({ count }) => count > 0);
  if (isCounted && !hasConsole) return { ...analysis, consoleBytes: 0 };
  const dominated = dominatedNodes();
  const sizes = hasConsole ? sizesWithoutConsole(analysis, dominated, has) : { ...analysis, consoleBytes: 0 };
  const { shallowSize, retainedSize, consoleBytes } = sizes;
  const sums = shallowSums(analysis, shallowSize);
  const { sums: retained, nested } = retainedSums(analysis, shallowSize, retainedSize, dominated);
  const classes = analysis.classes.map(({ key, name }, at) => ({ key, name, ...sums[at], retainedSize: retained[at] }));
  return { shallowSize, retainedSize, classes, nested, consoleBytes };
}

function sizesWithoutConsole(
  analysis: HeapAnalysis,
  dominated: DominatedNodes,
  has: Uint8Array,
): Pick<ProgramHeap, 'shallowSize' | 'retainedSize' | 'consoleBytes'> {
  const shallowSize = copyOf(analysis.shallowSize);
  let consoleBytes = 0;
  for (let node = 0; node < has.length; node++) {
    if (has[node] === 0) continue;
    consoleBytes += shallowSize[node];
    shallowSize[node] = 0;
  }
  // As wide as the numbers may be.
  const retainedSize = copyOf(analysis.retainedSize);
  retainedSize.set(shallowSize);
  forEachAfterDominated(analysis.dominator, dominated, (node, dominator) => {
    retainedSize[dominator] += retainedSize[node];
  });
  return { shallowSize, retainedSize, consoleBytes };
}

/**
 * Calls a function for each node but the root, with its dominator, after it was called for all that the node dominates.
 */
function forEachAfterDominated(
  dominator: Uint32Array,
  { first, next }: DominatedNodes,
  use: (node: number, dominator: number) => void,
): void {
  for (let node = 0; ; ) {
    while (first[node] !== 0) node = first[node];
    while (node !== 0 && next[node] === 0) {
      use(node, dominator[node]);
      node = dominator[node];
    }
    if (node === 0) return;
    use(node, dominator[node]);
    node = next[node];
  }
}

/** What each class retains: the sum over its nodes that none of the same class dominates; and those that one does. */
function retainedSums(
  { classOf, classes, dominator }: HeapAnalysis,
  shallowSize: ProgramHeap['shallowSize'],
  retainedSize: ProgramHeap['retainedSize'],
  { first, next }: DominatedNodes,
): { sums: Float64Array; nested: Uint32Array } {
  const sums = new Float64Array(classes.length);
  const nested = uint32Array((dominator.length >>> 5) + 1);
  // The tree is walked in depth, so that it is known how many of each class are above a node.
  const above = new Uint32Array(classes.length);
  for (let node = 0; ; ) {
    const isCounted = shallowSize[node] !== 0;
    if (isCounted && above[classOf[node]] === 0) sums[classOf[node]] += retainedSize[node];
    else if (isCounted) nested[node >>> 5] |= 1 << (node & 31);
    if (first[node] !== 0) {
      if (isCounted) above[classOf[node]]++;
      node = first[node];
      continue;
    }
    while (next[node] === 0 && node !== 0) {
      node = dominator[node];
      if (shallowSize[node] !== 0) above[classOf[node]]--;
    }
    if (node === 0) return { sums, nested };
    node = next[node];
  }
}
