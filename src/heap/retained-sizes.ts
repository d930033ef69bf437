import type { DominatorTree } from './dominators.js';
import { Scratch } from './scratch.js';

/**
 * Sums up for each node the bytes of all that it dominates, itself included: what would be freed with it. Gives n + 1
 * sums, by vertex / 4 of the tree, as a Float64Array only where all together are 4 GiB or more.
 */
export function retainedByVertex(
  { nodeOf, vertices }: DominatorTree,
  shallowSize: Uint32Array | Float64Array,
  scratch = new Scratch(),
): Uint32Array | Float64Array {
  const nodeCount = nodeOf.length - 1;
  let total = 0;
  for (let node = 0; node < nodeCount; node++) total += shallowSize[node];
  const retained = total < 2 ** 32 ? scratch.uint32(nodeCount + 1) : scratch.float64(nodeCount + 1);
  for (let at = 1; at <= nodeCount; at++) retained[at] = shallowSize[nodeOf[at]];
  for (let at = nodeCount; at > 1; at--) retained[vertices[4 * at + 3] >>> 2] += retained[at];
  return retained;
}

/** Gives the same sums by node (n). */
export function retainedSizes(
  { nodeOf }: DominatorTree,
  byVertex: Uint32Array | Float64Array,
  scratch = new Scratch(),
): Uint32Array | Float64Array {
  const nodeCount = nodeOf.length - 1;
  const retained = byVertex instanceof Uint32Array ? scratch.uint32(nodeCount) : scratch.float64(nodeCount);
  for (let at = 1; at <= nodeCount; at++) retained[nodeOf[at]] = byVertex[at];
  return retained;
}
