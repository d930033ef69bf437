import type { HeapGraph } from './graph.js';
import { Scratch } from './scratch.js';

/** For each node the edges that lead to it, in the order of the file. */
export interface Retainers {
  /** n + 1: where the edges that lead to each node begin in `retainingEdge`. */
  readonly firstRetainer: Uint32Array;
  /** e: edge ordinals. `edgeFrom` finds the node that such an edge starts at. */
  readonly retainingEdge: Uint32Array;
}

/** Turns the edges of a graph around: all of them, those that do not retain (see `retention.ts`) too. */
export function retainers({ nodeCount, edgeCount, edgeTo }: HeapGraph, scratch = new Scratch()): Retainers {
  const firstRetainer = scratch.uint32(nodeCount + 1).fill(0);
  for (let edge = 0; edge < edgeCount; edge++) firstRetainer[edgeTo[edge]]++;
  for (let node = 0, sum = 0; node <= nodeCount; node++) {
    const count = firstRetainer[node];
    firstRetainer[node] = sum;
    sum += count;
  }
  const retainingEdge = scratch.uint32(edgeCount);
  for (let edge = 0; edge < edgeCount; edge++) retainingEdge[firstRetainer[edgeTo[edge]]++] = edge;
  // Each has moved to where the next one was.
  firstRetainer.copyWithin(1, 0, nodeCount);
  firstRetainer[0] = 0;
  return { firstRetainer, retainingEdge };
}
