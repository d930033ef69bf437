import type { HeapGraph } from './graph.js';
import { rewind } from './retainers.js';
import { pageOwned, type Retention, retains } from './retention.js';

/**
 * Lists for each node those that retain it, as the `number` each has, and 0 for each edge that leads to it and does not retain:
 * e numbers, in the order of `firstRetainer`, into `pred`.
 */
export function listPredecessors(
  graph: HeapGraph,
  retention: Retention,
  number: Uint32Array,
  firstRetainer: Uint32Array,
  pred: Uint32Array,
): void {
  const { nodeCount, firstEdge, edgeType, edgeTo } = graph;
  const { flags, weakType, shortcutType } = retention;
  for (let node = 0; node < nodeCount; node++) {
    const last = firstEdge[node + 1];
    // From most nodes, all edges retain that are not weak or a shortcut.
    const simple = flags[node] === pageOwned && node !== 0;
    const v = number[node];
    for (let edge = firstEdge[node]; edge < last; edge++) {
      const type = edgeType[edge];
      const does = simple ? type !== weakType && type !== shortcutType : retains(graph, retention, node, edge);
      pred[firstRetainer[edgeTo[edge]]++] = does ? v : 0;
    }
  }
  rewind(firstRetainer);
}
