import { depthFirst, type SpanningTree } from './depth-first.js';
import type { HeapGraph } from './graph.js';
import type { Retention } from './retention.js';

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
 * (1979), 121–141; with path compression, O(e log n). Names are those of the paper, and all vertices are known by their
 * number in the depth-first search. Arrays of the paper that are never alive at the same time are one here.
 */
export function dominators(graph: HeapGraph, retention: Retention): Dominators {
  const tree = depthFirst(graph, retention);
  const { vertex, number, count } = tree;
  const dom = immediateDominators(tree);
  for (let node = 0, last = count; last < number.length; node++) if (number[node] === 0) vertex[++last] = node;
  // Numbers are of no more use, and those that are 0 are right as they are: what was not reached hangs on the root.
  const dominator = number;
  for (let v = 1; v <= count; v++) dominator[vertex[v]] = vertex[dom[v]];
  return { dominator, order: vertex.subarray(1) };
}

/** Gives for each number the number of the immediate dominator. */
function immediateDominators({ count, parent, semi, firstPred, pred, nextPred, spare }: SpanningTree): Uint32Array {
  // A vertex is linked to its parent when all with a larger number were, so `parent` is `ancestor` for those above w.
  const ancestor = parent;
  const label = spare;
  for (let v = 0; v <= count; v++) label[v] = v;
  const bucket = new Uint32Array(count + 1);
  // A vertex waits in a bucket until its dominator is known.
  const dom = new Uint32Array(count + 1);
  const nextInBucket = dom;
  const path: number[] = [];

  for (let w = count; w >= 2; w--) {
    let least = semi[w];
    for (let at = firstPred[w]; at !== 0; at = nextPred[at]) {
      const v = pred[at];
      // eval(v): the vertex with the least semi on the path from v up to the root of its tree in the forest
      if (ancestor[v] > w) compress(v, w, ancestor, label, semi, path);
      const u = semi[label[v]];
      if (u < least) least = u;
    }
    semi[w] = least;
    const p = parent[w];
    if (least === p) {
      // w would leave the bucket below at once, with this result.
      dom[w] = p;
    } else {
      nextInBucket[w] = bucket[least];
      bucket[least] = w;
    }
    // link(p, w) is done by going on to w - 1.
    for (let v = bucket[p]; v !== 0; ) {
      const next = nextInBucket[v];
      if (ancestor[v] >= w) compress(v, w - 1, ancestor, label, semi, path);
      const u = label[v];
      dom[v] = semi[u] < semi[v] ? u : p;
      v = next;
    }
    bucket[p] = 0;
  }
  dom[1] = 1;
  for (let w = 2; w <= count; w++) if (dom[w] !== semi[w]) dom[w] = dom[dom[w]];
  return dom;
}

/** Lets all vertices on the path from v point to its root, and know the least of it; vertices above `linked` have an ancestor. */
function compress(
  v: number,
  linked: number,
  ancestor: Uint32Array,
  label: Uint32Array,
  semi: Uint32Array,
  path: number[],
): void {
  let length = 0;
  let u = v;
  while (ancestor[u] > linked) {
    path[length++] = u;
    u = ancestor[u];
  }
  // u is the child of the root.
  const root = ancestor[u];
  let best = label[u];
  while (length > 0) {
    const w = path[--length];
    if (semi[best] < semi[label[w]]) label[w] = best;
    else best = label[w];
    ancestor[w] = root;
  }
}
