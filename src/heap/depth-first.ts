import type { HeapGraph } from './graph.js';
import { pageOwned, type Retention, retains } from './retention.js';
import type { Scratch } from './scratch.js';

/** What a depth-first search from the root finds. Vertices are numbered from 1 in the order of the search; n is `nodeCount`. */
export interface SpanningTree {
  /** How many nodes were reached. */
  readonly count: number;
  /** n: the number of each node, 0 for what was not reached. */
  readonly number: Uint32Array;
  /** n + 1, by number: the ordinal. */
  readonly vertex: Uint32Array;
  /** n + 1, by number: the number of the node from which it was reached. */
  readonly parent: Uint32Array;
}

/**
 * Searches the edges that retain in depth, from the root, then from each node that nothing retains as if the root did. What
 * is still not reached then (cycles that nothing else retains) is left out.
 */
export function depthFirst(graph: HeapGraph, retention: Retention, scratch: Scratch): SpanningTree {
  const { nodeCount } = graph;
  const number = scratch.uint32(nodeCount).fill(0);
  const vertex = scratch.uint32(nodeCount + 1);
  const parent = scratch.uint32(nodeCount + 1);
  const nextEdge = scratch.uint32(nodeCount + 1);
  const tree = { number, vertex, parent };
  let count = search(graph, retention, { count: 0, ...tree }, nextEdge, 0);
  if (count < nodeCount) {
    const retained = retainedByUnreached(graph, retention, number);
    for (let node = 0; node < nodeCount; node++) {
      if (number[node] === 0 && !retained.has(node)) {
        count = search(graph, retention, { count, ...tree }, nextEdge, node);
      }
    }
  }
  scratch.release(nextEdge);
  return { count, ...tree };
}

/** Searches from one node, whose parent is the root, and gives the new count. `nextEdge` is as long as `vertex`. */
function search(
  graph: HeapGraph,
  retention: Retention,
  { count, number, vertex, parent }: SpanningTree,
  nextEdge: Uint32Array,
  start: number,
): number {
  const { firstEdge, edgeType, edgeTo } = graph;
  const { flags, weakType, shortcutType } = retention;
  let n = count + 1;
  number[start] = n;
  vertex[n] = start;
  parent[n] = 1;
  nextEdge[n] = firstEdge[start];
  for (let v = n; ; ) {
    const node = vertex[v];
    const last = firstEdge[node + 1];
    // From most nodes, all edges retain that are not weak or a shortcut.
    const simple = flags[node] === pageOwned && node !== 0;
    let next = 0;
    let edge = nextEdge[v];
    while (edge < last && next === 0) {
      const type = edgeType[edge];
      const to = edgeTo[edge];
      if (number[to] === 0) {
        if (simple ? type !== weakType && type !== shortcutType : retains(graph, retention, node, edge)) next = to;
      }
      edge++;
    }
    if (next !== 0) {
      nextEdge[v] = edge;
      number[next] = ++n;
      vertex[n] = next;
      parent[n] = v;
      nextEdge[n] = firstEdge[next];
      v = n;
    } else if (v === count + 1) {
      return n;
    } else {
      v = parent[v];
    }
  }
}

/** Finds what the nodes that were not reached retain; nothing else can retain one of them. */
function retainedByUnreached(graph: HeapGraph, retention: Retention, number: Uint32Array): Set<number> {
  const { nodeCount, firstEdge, edgeTo } = graph;
  const retained = new Set<number>();
  for (let node = 0; node < nodeCount; node++) {
    if (number[node] !== 0) continue;
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
      if (number[edgeTo[edge]] === 0 && retains(graph, retention, node, edge)) retained.add(edgeTo[edge]);
    }
  }
  return retained;
}
