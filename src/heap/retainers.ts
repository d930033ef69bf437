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
export function retainers(graph: HeapGraph, scratch = new Scratch()): Retainers {
  return listRetainers(graph, firstRetainers(graph, scratch), scratch.uint32(graph.edgeCount));
}

/** The first step of `retainers`. */
export function firstRetainers({ nodeCount, edgeCount, edgeTo }: HeapGraph, scratch: Scratch): Uint32Array {
  const first = scratch.uint32(nodeCount + 1).fill(0);
  for (let edge = 0; edge < edgeCount; edge++) first[edgeTo[edge]]++;
  for (let node = 0, sum = 0; node <= nodeCount; node++) {
    const count = first[node];
    first[node] = sum;
    sum += count;
  }
  return first;
}

/** The second step of `retainers`; fills `retainingEdge` (e). */
export function listRetainers(
  { nodeCount, edgeCount, edgeTo }: HeapGraph,
  firstRetainer: Uint32Array,
  retainingEdge: Uint32Array,
): Retainers {
  for (let edge = 0; edge < edgeCount; edge++) retainingEdge[firstRetainer[edgeTo[edge]]++] = edge;
  // Each has moved to where the next one was.
  firstRetainer.copyWithin(1, 0, nodeCount);
  firstRetainer[0] = 0;
  return { firstRetainer, retainingEdge };
}
