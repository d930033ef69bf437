import { edgeFrom, type HeapGraph } from '../heap/graph.js';
import { pageOwned, type Retention, retains } from '../heap/retention.js';
import { Scratch } from '../heap/scratch.js';
import { weakMapEntries } from './weak-map-entries.js';

/** Marks a node at which paths begin, and one that no path leads to. */
export const noEdge = 0xffffffff;

/** The shortest retaining path to each node, as a forest. */
export interface ShortestPaths {
  /**
   * n: the node before each node on its path; for one at which a path begins, and one that no path leads to, itself.
   */
  readonly parent: Uint32Array;
  /** n: the edge by which the path arrives; `noEdge` where there is none. */
  readonly edge: Uint32Array;
  /**
   * n: the number of edges of the path and the handicap of its start, 65,535 for that many and more; 0 where no path
   * leads.
   */
  readonly length: Uint16Array;
}

/** The edges that paths avoid, and the nodes. */
export interface LastResorts {
  readonly edges?: ReadonlySet<number>;
  readonly nodes?: ReadonlySet<number>;
}

const NONE: ReadonlySet<number> = new Set();

/** A node at which paths begin. A path from it counts as longer than it is by the handicap, a number of edges. */
export interface PathOrigin {
  readonly node: number;
  readonly handicap: number;
}

/**
 * Finds the shortest path of every node from the nearest of some nodes (by default the root alone), along the edges
 * that retain, by searches in breadth. What is among the last resorts, a path takes or enters only where no path
 * without them leads to a node, as it takes the entries of WeakMaps. O(n + e).
 */
export function shortestPaths(
  graph: HeapGraph,
  retention: Retention,
  origins: readonly PathOrigin[] = [{ node: 0, handicap: 0 }],
  { edges: avoidedEdges = NONE, nodes: avoidedNodes = NONE }: LastResorts = {},
  scratch = new Scratch(),
): ShortestPaths {
  const { nodeCount, firstEdge, edgeType, edgeTo } = graph;
  const { flags, weakType, shortcutType } = retention;
  const parent = scratch.uint32(nodeCount);
  for (let node = 0; node < nodeCount; node++) parent[node] = node;
  const edge = scratch.uint32(nodeCount).fill(noEdge);
  const length = new Uint16Array(nodeCount);
  // One bit a node, so that what most edges ask for is in the cache.
  const reached = new Uint32Array((nodeCount >>> 5) + 1);
  const isReached = (node: number): boolean => ((reached[node >>> 5] >>> (node & 31)) & 1) === 1;
  const reach = (node: number): void => {
    reached[node >>> 5] |= 1 << (node & 31);
  };
  // Keeps most edges from being looked up.
  const mayBeLastResort = new Uint32Array(reached.length);
  for (const node of [...avoidedNodes, ...Array.from(avoidedEdges, (each) => edgeTo[each])])
    mayBeLastResort[node >>> 5] |= 1 << (node & 31);
  const isEntry = weakMapEntries(graph, retention);
  const isLastResort = (at: number): boolean =>
    isEntry(at) ||
    (((mayBeLastResort[edgeTo[at] >>> 5] >>> (edgeTo[at] & 31)) & 1) === 1 &&
      (avoidedEdges.has(at) || avoidedNodes.has(edgeTo[at])));
  const queue = scratch.uint32(nodeCount);
  let end = 0;
  const waiting = [...origins].sort((a, b) => b.handicap - a.handicap);
  let postponed: number[] = [];
  const enter = (from: number, by: number): void => {
    const to = edgeTo[by];
    reach(to);
    parent[to] = from;
    edge[to] = by;
    length[to] = Math.min(length[from] + 1, 0xffff);
  };

  for (let at = 0; ; at++) {
    // Before the first node of a length, the queue has nodes of that length alone: those begin whose handicap is as
    // great.
    const isNewLength = at === end || at === 0 || length[queue[at]] > length[queue[at - 1]];
    while (isNewLength && waiting.length > 0) {
      const { node, handicap } = waiting[waiting.length - 1];
      if (at < end && handicap > length[queue[at]]) break;
      waiting.pop();
      if (isReached(node)) continue;
      reach(node);
      length[node] = handicap;
      queue[end++] = node;
    }
    if (at === end) {
      const edges = postponed;
      postponed = [];
      for (const next of edges) {
        if (isReached(edgeTo[next])) continue;
        enter(edgeFrom(graph, next), next);
        queue[end++] = edgeTo[next];
      }
      if (at === end) break;
    }
    const node = queue[at];
    // From most nodes, all edges retain that are not weak or a shortcut.
    const simple = flags[node] === pageOwned && node !== 0;
    for (let next = firstEdge[node]; next < firstEdge[node + 1]; next++) {
      if (isReached(edgeTo[next])) continue;
      const type = edgeType[next];
      if (simple ? type === weakType || type === shortcutType : !retains(graph, retention, node, next)) continue;
      if (isLastResort(next)) {
        postponed.push(next);
        continue;
      }
      enter(node, next);
      queue[end++] = edgeTo[next];
    }
  }
  scratch.release(queue);
  return { parent, edge, length };
}
