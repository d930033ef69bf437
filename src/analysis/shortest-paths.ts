import type { HeapGraph } from '../heap/graph.js';
import { pageOwned, type Retention, retains } from '../heap/retention.js';

/** Marks a node at which paths begin, and one that no path leads to. */
export const noEdge = 0xffffffff;

/** The shortest retaining path to each node, as a forest. */
export interface ShortestPaths {
  /** n: the node before each node on its path; for one at which a path begins, and one that no path leads to, itself. */
  readonly parent: Uint32Array;
  /** n: the edge by which the path arrives; `noEdge` where there is none. */
  readonly edge: Uint32Array;
  /** n: the number of edges of the path, 65,535 for that many and more; 0 where paths begin, and where none leads. */
  readonly length: Uint16Array;
}

/**
 * Finds the shortest path of every node from the nearest of some nodes (by default the root alone), along the edges that
 * retain, by one search in breadth. O(n + e).
 */
export function shortestPaths(graph: HeapGraph, retention: Retention, from: readonly number[] = [0]): ShortestPaths {
  const { nodeCount, firstEdge, edgeType, edgeTo } = graph;
  const { flags, weakType, shortcutType } = retention;
  const parent = new Uint32Array(nodeCount);
  for (let node = 0; node < nodeCount; node++) parent[node] = node;
  const edge = new Uint32Array(nodeCount).fill(noEdge);
  const length = new Uint16Array(nodeCount);
  const isStart = new Uint8Array(nodeCount);
  for (const node of from) isStart[node] = 1;
  const queue = new Uint32Array(nodeCount);
  queue.set(from);
  let end = from.length;
  for (let at = 0; at < end; at++) {
    const node = queue[at];
    // From most nodes, all edges retain that are not weak or a shortcut.
    const simple = flags[node] === pageOwned && node !== 0;
    for (let next = firstEdge[node]; next < firstEdge[node + 1]; next++) {
      const to = edgeTo[next];
      if (edge[to] !== noEdge || isStart[to] === 1) continue;
      const type = edgeType[next];
      if (simple ? type === weakType || type === shortcutType : !retains(graph, retention, node, next)) continue;
      parent[to] = node;
      edge[to] = next;
      length[to] = Math.min(length[node] + 1, 0xffff);
      queue[end++] = to;
    }
  }
  return { parent, edge, length };
}
