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
  for (let node = 0, end = 0; node <= nodeCount; node++) {
    end += firstRetainer[node];
    firstRetainer[node] = end;
  }
  const retainingEdge = scratch.uint32(edgeCount);
  for (let edge = edgeCount - 1; edge >= 0; edge--) retainingEdge[--firstRetainer[edgeTo[edge]]] = edge;
  return { firstRetainer, retainingEdge };
}
