import { depthFirst, type SpanningTree } from './depth-first.js';
import type { HeapGraph } from './graph.js';
import { listPredecessors } from './predecessors.js';
import { firstRetainers } from './retainers.js';
import type { Retention } from './retention.js';
import { Scratch } from './scratch.js';

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
 * number in the depth-first search.
 */
export function dominators(
  graph: HeapGraph,
  retention: Retention,
  scratch = new Scratch(),
  firstRetainer = firstRetainers(graph, scratch),
): Dominators {
  const { nodeCount, edgeCount } = graph;
  const tree = depthFirst(graph, retention, scratch);
  const { count, number, vertex, parent } = tree;
  const pred = scratch.uint32(edgeCount);
  listPredecessors(graph, retention, number, firstRetainer, pred);
  const dom = immediateDominators(tree, firstRetainer, pred, scratch);
  scratch.release(parent, pred);

  for (let node = 0, last = count; last < nodeCount; node++) if (number[node] === 0) vertex[++last] = node;
  // Numbers are of no more use, and those that are 0 are right as they are: what was not reached hangs on the root.
  const dominator = number;
  for (let v = 1; v <= count; v++) dominator[vertex[v]] = vertex[dom[v]];
  scratch.release(dom);
  return { dominator, order: vertex.subarray(1) };
}

/** Gives for each vertex its immediate dominator; uses up `parent`. */
function immediateDominators(
  { count, vertex, parent }: SpanningTree,
  firstRetainer: Uint32Array,
  pred: Uint32Array,
  scratch: Scratch,
): Uint32Array {
  // label[v] and semi[label[v]] side by side, at 2v and 2v + 1, since one is not read without the other.
  const label = scratch.uint32(2 * vertex.length);
  // While w is looked at, all above w are linked to their parents: `parent` is `ancestor` for them.
  const ancestor = parent;
  const semi = scratch.uint32(vertex.length);
  // Below w the heads of buckets; from w on dominators, and the next in the bucket for those whose dominator is not yet known.
  const dom = scratch.uint32(vertex.length).fill(0);
  const bucket = dom;
  const nextInBucket = dom;
  const path = scratch.uint32(vertex.length);

  for (let w = count; w >= 2; w--) {
    const p = parent[w];
    let least = p;
    const node = vertex[w];
    const last = firstRetainer[node + 1];
    for (let at = firstRetainer[node]; at < last; at++) {
      const v = pred[at];
      if (v <= w) {
        // An ancestor, which eval gives back as it is; or 0, no predecessor.
        if (v < least && v > 0) least = v;
        continue;
      }
      if (ancestor[v] > w) compress(v, w, ancestor, label, path);
      const s = label[2 * v + 1];
      if (s < least) least = s;
    }
    semi[w] = least;
    label[2 * w] = w;
    label[2 * w + 1] = least;
    if (least === p) {
      // w would be in the bucket below, with this result.
      dom[w] = p;
    } else {
      nextInBucket[w] = bucket[least];
      bucket[least] = w;
    }
    // link(p, w) is done by the next round. Those that wait for p:
    for (let v = bucket[p]; v !== 0; ) {
      const next = nextInBucket[v];
      if (ancestor[v] >= w) compress(v, w - 1, ancestor, label, path);
      dom[v] = label[2 * v + 1] < semi[v] ? label[2 * v] : p;
      v = next;
    }
    bucket[p] = 0;
  }
  dom[1] = 1;
  for (let w = 2; w <= count; w++) if (dom[w] !== semi[w]) dom[w] = dom[dom[w]];
  scratch.release(semi, label, path);
  return dom;
}

/**
 * COMPRESS of the paper: lets all vertices on the path from v point to the root of their tree in the forest, and know which of
 * those between has the least semi. Vertices above `linked` are linked to an ancestor.
 */
function compress(v: number, linked: number, ancestor: Uint32Array, label: Uint32Array, path: Uint32Array): void {
  let length = 0;
  let u = v;
  while (ancestor[u] > linked) {
    path[length++] = u;
    u = ancestor[u];
  }
  const root = ancestor[u];
  let best = label[2 * u];
  let least = label[2 * u + 1];
  while (length > 0) {
    const w = path[--length];
    if (least < label[2 * w + 1]) {
      label[2 * w] = best;
      label[2 * w + 1] = least;
    } else {
      best = label[2 * w];
      least = label[2 * w + 1];
    }
    ancestor[w] = root;
  }
}
