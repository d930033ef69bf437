import type { SpanningTree } from './depth-first.js';
import type { HeapGraph } from './graph.js';
import { pageOwned, type Retention, retains } from './retention.js';
import type { Scratch } from './scratch.js';

/** Stands in place of where a list begins, for a vertex that needs none. */
const unlisted = 0xffffffff;

/**
 * Lists for each vertex, in their order, the greater ones that retain it, but not for those whose semidominator is known to be the
 * root: no predecessor can change that. Puts into the second word of each vertex where its list begins; it ends where that of
 * the next vertex begins. The second words of `byNode` are used up.
 */
export function listPredecessors(
  graph: HeapGraph,
  retention: Retention,
  { last, nodeOf, byNode, vertices }: SpanningTree,
  scratch: Scratch,
): Uint32Array {
  const { firstEdge, edgeType, edgeTo } = graph;
  const { flags, weakType, shortcutType } = retention;
  let total = 0;
  for (let v = 4; v <= last; v += 4) {
    const place = 2 * nodeOf[v >>> 2] + 1;
    const count = byNode[place];
    vertices[v + 1] = total;
    if (vertices[v + 2] === 4) {
      byNode[place] = unlisted;
    } else {
      byNode[place] = total;
      total += count;
    }
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
      const at = byNode[2 * to + 1];
      if (at === unlisted) continue;
      const type = edgeType[edge];
      const does = simple ? type !== weakType && type !== shortcutType : retains(graph, retention, node, edge);
      if (!does) continue;
      pred[at] = v;
      byNode[2 * to + 1] = at + 1;
    }
  }
  return pred;
}
