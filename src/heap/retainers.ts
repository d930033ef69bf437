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
export function retainers(
  graph: HeapGraph,
  scratch = new Scratch(),
  firstRetainer = firstRetainers(graph, scratch),
): Retainers {
  const { edgeCount, edgeTo } = graph;
  const retainingEdge = scratch.uint32(edgeCount);
  for (let edge = 0; edge < edgeCount; edge++) retainingEdge[firstRetainer[edgeTo[edge]]++] = edge;
  rewind(firstRetainer);
  return { firstRetainer, retainingEdge };
}

/** Gives n + 1 sums of the numbers of edges that lead to each node: where those of each begin if they are put in order. */
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

/** Undoes what filling with `first[node]++` has done to the beginnings: each is where that of the next node was. */
export function rewind(first: Uint32Array): void {
  first.copyWithin(1, 0, first.length - 1);
  first[0] = 0;
}
