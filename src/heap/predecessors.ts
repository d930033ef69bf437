import type { HeapGraph } from './graph.js';
import { pageOwned, type Retention, retains } from './retention.js';

/**
 * Counts for each node the edges that retain it, and gives n + 1 sums in `ends`: those of node v are to stand below `ends[v]`,
 * from `ends[v - 1]` on. O(n + e).
 */
export function countPredecessors(graph: HeapGraph, retention: Retention, ends: Uint32Array): void {
  const { nodeCount, firstEdge, edgeType, edgeTo } = graph;
  const { flags, weakType, shortcutType } = retention;
  ends.fill(0);
  for (let node = 0; node < nodeCount; node++) {
    const last = firstEdge[node + 1];
    const simple = flags[node] === pageOwned && node !== 0;
    for (let edge = firstEdge[node]; edge < last; edge++) {
      const type = edgeType[edge];
      const to = edgeTo[edge];
      if (simple ? type !== weakType && type !== shortcutType && to !== node : retains(graph, retention, node, edge)) {
        ends[to]++;
      }
    }
  }
  for (let node = 0, end = 0; node <= nodeCount; node++) {
    end += ends[node];
    ends[node] = end;
  }
}

/**
 * Writes the predecessors of all nodes, as the `number` each has, to `pred`. `ends`, from `countPredecessors`, becomes the place
 * where those of each node begin.
 */
export function fillPredecessors(
  graph: HeapGraph,
  retention: Retention,
  number: Uint32Array,
  ends: Uint32Array,
  pred: Uint32Array,
): void {
  const { nodeCount, firstEdge, edgeType, edgeTo } = graph;
  const { flags, weakType, shortcutType } = retention;
  for (let node = 0; node < nodeCount; node++) {
    const last = firstEdge[node + 1];
    const simple = flags[node] === pageOwned && node !== 0;
    const v = number[node];
    for (let edge = firstEdge[node]; edge < last; edge++) {
      const type = edgeType[edge];
      const to = edgeTo[edge];
      if (simple ? type !== weakType && type !== shortcutType && to !== node : retains(graph, retention, node, edge)) {
        pred[--ends[to]] = v;
      }
    }
  }
}
