import type { HeapGraph } from './graph.js';
import { markPageOwned, pageOwned, pageStarts, type Retention, retains } from './retention.js';
import type { Scratch } from './scratch.js';

/**
 * What a depth-first search from the root finds; n is `nodeCount`, e is `edgeCount`.
 *
 * A vertex is a node that was reached. It is known by where its four words begin in `vertices`, which is 4 for the root
 * and then 8, 12 and so on in the order of the search: of two vertices the one found first is the smaller.
 */
export interface SpanningTree {
  /** The vertex that was found last. */
  last: number;
  /** n + 1, by vertex / 4: the ordinal of its node. */
  readonly nodeOf: Uint32Array;
  /** n: the vertex of each node, 0 for what was not reached. */
  readonly vertexOf: Uint32Array;
  /**
   * 4(n + 1), four words a vertex: its parent, from which it was reached; one that the search uses; its smallest
   * ancestor from which an edge leads to it, or the root where a path leads to it through greater vertices alone; and
   * 0.
   */
  readonly vertices: Uint32Array;
}

/**
 * Searches the edges that retain in depth, from the root, then from each node that nothing retains as if the root did.
 * What is still not reached then (cycles that nothing else retains) is left out. Marks in `retention` on the way what
 * the page owns.
 */
export function depthFirst(graph: HeapGraph, retention: Retention, scratch: Scratch): SpanningTree {
  const { nodeCount } = graph;
  const tree: SpanningTree = {
    last: 0,
    nodeOf: scratch.uint32(nodeCount + 1),
    vertexOf: scratch.uint32(nodeCount).fill(0),
    vertices: scratch.uint32(4 * (nodeCount + 1)),
  };
  const { vertexOf } = tree;
  enter(graph, tree, 0);
  // All that is reached from here is the page's own.
  const passedOver: number[] = [];
  const starts = pageStarts(graph);
  for (const node of starts) {
    if (vertexOf[node] !== 0) continue;
    retention.flags[node] |= pageOwned;
    search(graph, retention, tree, enter(graph, tree, node), pageOwned, passedOver);
  }
  if (starts.includes(0)) passedOver.push(0);
  markPageOwned(graph, retention, passedOver);
  search(graph, retention, tree, 4, 0, []);
  if (tree.last < 4 * nodeCount) {
    const retained = retainedByUnreached(graph, retention, vertexOf);
    for (let node = 0; node < nodeCount; node++) {
      if (vertexOf[node] === 0 && !retained.has(node)) {
        search(graph, retention, tree, enter(graph, tree, node), 0, []);
      }
    }
  }
  return tree;
}

/** Makes a node the next vertex, as if the root led to it. */
function enter({ firstEdge }: HeapGraph, tree: SpanningTree, node: number): number {
  const { nodeOf, vertexOf, vertices } = tree;
  tree.last += 4;
  const v = tree.last;
  nodeOf[v / 4] = node;
  vertexOf[node] = v;
  vertices[v] = 4;
  vertices[v + 1] = firstEdge[node];
  vertices[v + 2] = 4;
  vertices[v + 3] = 0;
  return v;
}

/**
 * Searches from one vertex, and sets the flags `found` of what it finds. `passedOver` receives what edges lead to that
 * do not retain, but are not weak, and the root if one leads to it.
 */
function search(
  graph: HeapGraph,
  retention: Retention,
  tree: SpanningTree,
  start: number,
  found: number,
  passedOver: number[],
): void {
  const { firstEdge, edgeType, edgeTo } = graph;
  const { flags, weakType, shortcutType } = retention;
  const { nodeOf, vertexOf, vertices } = tree;
  let { last } = tree;
  let v = start;
  let node = nodeOf[v >>> 2];
  let edge = firstEdge[node];
  let end = firstEdge[node + 1];
  // From what the page owns, and no WeakMap's table, all edges retain that are not weak or a shortcut.
  let simple = flags[node] === pageOwned && node !== 0;
  // The child of the root from which v was reached.
  let branch = start;
  for (;;) {
    if (edge === end) {
      if (v === start) break;
      v = vertices[v];
      node = nodeOf[v >>> 2];
      edge = vertices[v + 1];
      end = firstEdge[node + 1];
      simple = flags[node] === pageOwned && node !== 0;
      continue;
    }
    const type = edgeType[edge];
    const to = edgeTo[edge];
    if (simple ? type === weakType || type === shortcutType : !retains(graph, retention, node, edge)) {
      if (type !== weakType) passedOver.push(to);
      edge++;
      continue;
    }
    edge++;
    const w = vertexOf[to];
    if (w === 0) {
      vertices[v + 1] = edge;
      last += 4;
      nodeOf[last >>> 2] = to;
      vertexOf[to] = last;
      vertices[last] = v;
      vertices[last + 2] = v;
      vertices[last + 3] = 0;
      if (v === 4) branch = last;
      v = last;
      flags[to] |= found;
      node = to;
      edge = firstEdge[node];
      end = firstEdge[node + 1];
      simple = flags[node] === pageOwned && node !== 0;
    } else if (w > v) {
      // Found since v was, and v is not yet left: v is an ancestor.
      if (v < vertices[w + 2]) vertices[w + 2] = v;
    } else if (w < branch) {
      // From a later branch: a path leads from the root to w through greater vertices alone.
      vertices[w + 2] = 4;
      if (to === 0) passedOver.push(0);
    }
  }
  tree.last = last;
}

/** Finds what the nodes that were not reached retain; nothing else can retain one of them. */
function retainedByUnreached(graph: HeapGraph, retention: Retention, vertexOf: Uint32Array): Set<number> {
  const { nodeCount, firstEdge, edgeTo } = graph;
  const retained = new Set<number>();
  for (let node = 0; node < nodeCount; node++) {
    if (vertexOf[node] !== 0) continue;
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
      if (vertexOf[edgeTo[edge]] === 0 && retains(graph, retention, node, edge)) retained.add(edgeTo[edge]);
    }
  }
  return retained;
}
