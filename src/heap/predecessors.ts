import type { SpanningTree } from './depth-first.js';
import type { HeapGraph } from './graph.js';
import { pageOwned, type Retention, retains } from './retention.js';
import type { Scratch } from './scratch.js';

/**
 * Lists for each vertex, in their order, the greater ones that retain it. Turns the second word of each node in `byNode` from how
 * many these are into where they end.
 */
export function listPredecessors(
  graph: HeapGraph,
  retention: Retention,
  { last, nodeOf, byNode }: SpanningTree,
  scratch: Scratch,
): Uint32Array {
  const { firstEdge, edgeType, edgeTo } = graph;
  const { flags, weakType, shortcutType } = retention;
  let total = 0;
  for (let v = 4; v <= last; v += 4) {
    const place = 2 * nodeOf[v >>> 2] + 1;
    const count = byNode[place];
    byNode[place] = total;
    total += count;
  }
  const pred = scratch.uint32(total);
  for (let v = 4; v <= last; v += 4) {
    const node = nodeOf[v >>> 2];
    const end = firstEdge[node + 1];
    // From most nodes, all edges retain that are not weak or a shortcut.
    const simple = flags[node] === pageOwned && node !== 0;
    for (let edge = firstEdge[node]; edge < end; edge++) {
      const to = edgeTo[edge];
      const w = byNode[2 * to];
      if (w >= v || w === 0) continue;
      const type = edgeType[edge];
      const does = simple ? type !== weakType && type !== shortcutType : retains(graph, retention, node, edge);
      if (does) pred[byNode[2 * to + 1]++] = v;
    }
  }
  return pred;
}
