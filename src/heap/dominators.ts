import type { HeapGraph } from './graph.js';
import { type Retention, retains } from './retention.js';

/** The dominator tree of a graph: a node's dominator is the nearest node that everything that keeps it alive runs through. */
export interface Dominators {
  /** n: the immediate dominator of each node; the root is its own. */
  readonly dominator: Uint32Array;
  /** n: all nodes, each behind its dominator. */
  readonly order: Uint32Array;
}

/**
 * Computes the dominators of all nodes along the edges that retain. Nodes that none of these reach hang on the root.
 *
 * T. Lengauer, R. E. Tarjan: A fast algorithm for finding dominators in a flowgraph. ACM Trans. Program. Lang. Syst. 1, 1
 * (1979), 121–141, with path compression, O(e log n). Names are those of the paper; all vertices are known by their number in
 * the depth-first search, from 1, so that `vertex` is the only array that is indexed by number and holds ordinals.
 */
export function dominators(graph: HeapGraph, retention: Retention): Dominators {
  const { nodeCount, edgeCount, firstEdge, edgeTo } = graph;
  const number = new Uint32Array(nodeCount);
  const vertex = new Uint32Array(nodeCount + 1);
  const parent = new Uint32Array(nodeCount + 1);
  const semi = new Uint32Array(nodeCount + 1);
  // Edges to vertices of a smaller number, as lists by the vertex that they lead to. The others are in `semi` at once: their
  // source is an ancestor, which eval gives back as it is.
  const firstPred = new Uint32Array(nodeCount + 1);
  const pred = new Uint32Array(edgeCount + 1);
  const nextPred = new Uint32Array(edgeCount + 1);
  let preds = 0;
  let n = 0;

  const stack = new Uint32Array(nodeCount + 1);
  const nextEdge = new Uint32Array(nodeCount + 1);
  const search = (start: number): void => {
    let height = 0;
    let v = start;
    number[v] = ++n;
    vertex[n] = v;
    parent[n] = n === 1 ? 0 : 1;
    semi[n] = n === 1 ? 1 : 1;
    nextEdge[height] = firstEdge[v];
    stack[height] = v;
    for (;;) {
      v = stack[height];
      const last = firstEdge[v + 1];
      let edge = nextEdge[height];
      let next = -1;
      while (edge < last) {
        const current = edge++;
        if (!retains(graph, retention, v, current)) continue;
        const w = edgeTo[current];
        if (w === 0) continue;
        const wNumber = number[w];
        if (wNumber === 0) {
          next = w;
          break;
        }
        const vNumber = number[v];
        if (wNumber > vNumber) {
          if (vNumber < semi[wNumber]) semi[wNumber] = vNumber;
        } else {
          pred[++preds] = vNumber;
          nextPred[preds] = firstPred[wNumber];
          firstPred[wNumber] = preds;
        }
      }
      nextEdge[height] = edge;
      if (next === -1) {
        if (height === 0) return;
        height--;
      } else {
        number[next] = ++n;
        vertex[n] = next;
        parent[n] = number[v];
        semi[n] = number[v];
        stack[++height] = next;
        nextEdge[height] = firstEdge[next];
      }
    }
  };
  search(0);
  if (n < nodeCount) {
    const hasRetainer = retained(graph, retention);
    for (let v = 0; v < nodeCount; v++) if (number[v] === 0 && hasRetainer[v] === 0) search(v);
  }

  const dom = new Uint32Array(n + 1);
  const bucket = new Uint32Array(n + 1);
  const nextInBucket = new Uint32Array(n + 1);
  const ancestor = new Uint32Array(n + 1);
  const label = new Uint32Array(n + 1);
  for (let v = 1; v <= n; v++) label[v] = v;
  const path = stack;
  const evaluate = (v: number): number => {
    if (ancestor[v] === 0) return v;
    let length = 0;
    let u = v;
    while (ancestor[ancestor[u]] !== 0) {
      path[length++] = u;
      u = ancestor[u];
    }
    while (length > 0) {
      const w = path[--length];
      const a = ancestor[w];
      if (semi[label[a]] < semi[label[w]]) label[w] = label[a];
      ancestor[w] = ancestor[a];
    }
    return label[v];
  };
  for (let w = n; w >= 2; w--) {
    for (let p = firstPred[w]; p !== 0; p = nextPred[p]) {
      const u = evaluate(pred[p]);
      if (semi[u] < semi[w]) semi[w] = semi[u];
    }
    nextInBucket[w] = bucket[semi[w]];
    bucket[semi[w]] = w;
    const p = parent[w];
    ancestor[w] = p;
    for (let v = bucket[p]; v !== 0; v = nextInBucket[v]) {
      const u = evaluate(v);
      dom[v] = semi[u] < semi[v] ? u : p;
    }
    bucket[p] = 0;
  }
  dom[1] = 1;
  for (let w = 2; w <= n; w++) if (dom[w] !== semi[w]) dom[w] = dom[dom[w]];

  const dominator = new Uint32Array(nodeCount);
  const order = new Uint32Array(nodeCount);
  for (let v = 1; v <= n; v++) {
    order[v - 1] = vertex[v];
    dominator[vertex[v]] = vertex[dom[v]];
  }
  if (n < nodeCount) for (let v = 0; v < nodeCount; v++) if (number[v] === 0) order[n++] = v;
  return { dominator, order };
}

/** Marks the nodes that an edge retains. */
function retained(graph: HeapGraph, retention: Retention): Uint8Array {
  const { nodeCount, firstEdge, edgeTo } = graph;
  const result = new Uint8Array(nodeCount);
  for (let node = 0; node < nodeCount; node++) {
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
      if (retains(graph, retention, node, edge)) result[edgeTo[edge]] = 1;
    }
  }
  return result;
}
