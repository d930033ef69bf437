import type { HeapGraph } from './graph.js';
import { pageOwned, type Retention, retains } from './retention.js';

/**
 * What the depth-first search from the root finds. Vertices are numbered from 1 in the order of the search; arrays have n + 1
 * entries, by number.
 */
export interface SpanningTree {
  /** How many nodes were reached. */
  readonly count: number;
  /** The ordinal of each vertex. */
  readonly vertex: Uint32Array;
  /** By ordinal (n entries): the number, 0 for what was not reached. */
  readonly number: Uint32Array;
  readonly parent: Uint32Array;
  /** The least number of a predecessor that is an ancestor; what Lengauer and Tarjan's eval gives back as it is. */
  readonly semi: Uint32Array;
  /** The other predecessors, which have a larger number, as lists: `pred[i]`, then `i = nextPred[i]` until 0. */
  readonly firstPred: Uint32Array;
  readonly pred: Uint32Array;
  readonly nextPred: Uint32Array;
  /** An array for the caller to write to. */
  readonly spare: Uint32Array;
}

/**
 * Searches the edges that retain in depth, from the root, then from each node that nothing retains as if the root did. What
 * is still not reached then (cycles that nothing else retains) is left out.
 */
export function depthFirst(graph: HeapGraph, retention: Retention): SpanningTree {
  const { nodeCount, edgeCount } = graph;
  const tree: Growing = {
    count: 0,
    preds: 0,
    vertex: new Uint32Array(nodeCount + 1),
    number: new Uint32Array(nodeCount),
    parent: new Uint32Array(nodeCount + 1),
    semi: new Uint32Array(nodeCount + 1),
    firstPred: new Uint32Array(nodeCount + 1),
    // Memory that is never written to is never there.
    pred: new Uint32Array(edgeCount + 1),
    nextPred: new Uint32Array(edgeCount + 1),
    spare: new Uint32Array(nodeCount + 1),
  };
  search(graph, retention, tree, 0);
  if (tree.count < nodeCount) {
    const retained = retainedNodes(graph, retention);
    for (let node = 0; node < nodeCount; node++) {
      if (tree.number[node] === 0 && retained[node] === 0) search(graph, retention, tree, node);
    }
  }
  return tree;
}

/** A tree that grows: `preds` entries of `pred` are in use. */
type Growing = SpanningTree & { count: number; preds: number };

/** Searches from one node, whose parent is the root. */
function search(graph: HeapGraph, retention: Retention, tree: Growing, start: number): void {
  const { firstEdge, edgeType, edgeTo } = graph;
  const { flags, weakType, shortcutType } = retention;
  const { vertex, number, parent, semi, firstPred, pred, nextPred, spare: nextEdge } = tree;
  let { preds } = tree;
  let n = tree.count + 1;
  const startNumber = n;
  number[start] = n;
  vertex[n] = start;
  parent[n] = 1;
  semi[n] = 1;
  nextEdge[n] = firstEdge[start];
  let vNumber = n;
  for (;;) {
    const v = vertex[vNumber];
    const last = firstEdge[v + 1];
    let edge = nextEdge[vNumber];
    // From most nodes, every edge retains that is not weak or a shortcut; a self edge does no harm.
    const simple = flags[v] === pageOwned && v !== 0;
    let next = 0;
    for (; edge < last; edge++) {
      const type = edgeType[edge];
      if (simple ? type === weakType || type === shortcutType : !retains(graph, retention, v, edge)) continue;
      const w = edgeTo[edge];
      const wNumber = number[w];
      if (wNumber === 0) {
        next = w;
        edge++;
        break;
      }
      if (wNumber > vNumber) {
        if (vNumber < semi[wNumber]) semi[wNumber] = vNumber;
      } else if (wNumber !== 1) {
        pred[++preds] = vNumber;
        nextPred[preds] = firstPred[wNumber];
        firstPred[wNumber] = preds;
      }
    }
    if (next !== 0) {
      nextEdge[vNumber] = edge;
      number[next] = ++n;
      vertex[n] = next;
      parent[n] = vNumber;
      semi[n] = vNumber;
      nextEdge[n] = firstEdge[next];
      vNumber = n;
    } else if (vNumber === startNumber) {
      tree.count = n;
      tree.preds = preds;
      return;
    } else {
      vNumber = parent[vNumber];
    }
  }
}

/** Marks the nodes that an edge retains. */
function retainedNodes(graph: HeapGraph, retention: Retention): Uint8Array {
  const { nodeCount, firstEdge, edgeTo } = graph;
  const result = new Uint8Array(nodeCount);
  for (let node = 0; node < nodeCount; node++) {
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
      if (retains(graph, retention, node, edge)) result[edgeTo[edge]] = 1;
    }
  }
  return result;
}
