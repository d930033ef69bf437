import type { SpanningTree } from './depth-first.js';
import { edgeFrom, type HeapGraph } from './graph.js';
import type { Retainers } from './retainers.js';
import { type Retention, retains } from './retention.js';
import { pageWords, Scratch } from './scratch.js';

/**
 * The dominator tree of a graph: a node's dominator is the nearest node that everything that keeps it alive runs
 * through.
 *
 * It is told by vertices, as `SpanningTree` has them, of which each lies behind its dominator and mostly not far from
 * it: what is computed along the tree then finds in the cache what it needs. All n nodes are vertices, those that were
 * not reached the last.
 */
export interface DominatorTree {
  /** n + 1, by vertex / 4: the ordinal of its node. */
  readonly nodeOf: Uint32Array;
  /**
   * 4(n + 1), four words a vertex: the first one in the list of those that it dominates immediately, 0 if there is
   * none; the next one in the list that it is in itself; one that can be used; and its immediate dominator. The root
   * is its own, and in no list.
   */
  readonly vertices: Uint32Array;
}

/**
 * Computes the dominators of all nodes along the edges that retain, from what a depth-first search has found, whose
 * arrays are used up. Nodes that the search has not reached hang on the root.
 *
 * T. Lengauer, R. E. Tarjan: A fast algorithm for finding dominators in a flowgraph. ACM Trans. Program. Lang. Syst. 1,
 * 1 (1979), 121–141; with path compression, O(e log n). Names are those of the paper, and vertices those of
 * `SpanningTree`.
 */
export function dominatorTree(
  graph: HeapGraph,
  retention: Retention,
  retainers: Retainers,
  tree: SpanningTree,
  scratch = new Scratch(),
): DominatorTree {
  const { nodeCount } = graph;
  const { nodeOf, vertexOf, vertices } = tree;
  immediateDominators(graph, retention, retainers, tree);
  for (let node = 0, v = tree.last; v < 4 * nodeCount; node++) {
    if (vertexOf[node] !== 0) continue;
    v += 4;
    nodeOf[v >>> 2] = node;
    listVertex(v, 4, vertices);
  }
  scratch.release(vertexOf);
  return { nodeOf, vertices };
}

/**
 * Gives for each node (n) its immediate dominator; the root is its own. The memory of the vertices is used up and
 * released.
 */
export function dominatorsOfNodes({ nodeOf, vertices }: DominatorTree, scratch: Scratch): Uint32Array {
  const nodeCount = nodeOf.length - 1;
  // The last word of each vertex moves to the front, so that there is room for the result behind.
  for (let at = 1; at <= nodeCount; at++) vertices[at] = vertices[4 * at + 3] >>> 2;
  const kept = Math.min(vertices.length, Math.ceil((nodeCount + 1) / pageWords) * pageWords);
  scratch.release(vertices.subarray(kept));
  const dominator = scratch.uint32(nodeCount);
  for (let at = 1; at <= nodeCount; at++) dominator[nodeOf[at]] = nodeOf[vertices[at]];
  scratch.release(vertices.subarray(0, kept));
  return dominator;
}

/**
 * Sets the words of each vertex as `DominatorTree` has them. What the paper does not have: no predecessor can
 * give a vertex a smaller semidominator than the least that was found in its branch, so that those that are left when
 * it has this are passed over. What very many lead to, as V8's maps and prototypes, has it after a few; so predecessors
 * are looked up, not listed. See `bypassedVertices` for what is counted apart.
 *
 * Until then the words of vertex v, all of which are looked at together:
 *
 * - v: ancestor(v), by which the paper's forest hangs together. All above w are linked to their parents while w is
 *   looked at.
 * - v + 1: label(v)
 * - v + 2: semi(label(v))
 * - v + 3: below w the first vertex in bucket(v). From w on the next in the bucket that v is in, then dom(v); where
 *   that is the dominator of another vertex, of which it is not yet known, that other one + 1.
 */
function immediateDominators(
  graph: HeapGraph,
  retention: Retention,
  { firstRetainer, retainingEdge }: Retainers,
  { last, nodeOf, vertexOf, vertices }: SpanningTree,
): void {
  const hasSeveral = nodesWithSeveralRetainers(firstRetainer);
  const bypassed = bypassedVertices(graph, retention, { last, nodeOf, vertexOf, vertices });
  // All predecessors of a vertex that can matter are in its own branch, below the same child of the root.
  let leastInBranch = last + 4;
  let leastOfOthers = last + 4;
  for (let w = last; w > 4; w -= 4) {
    const parent = vertices[w];
    const isBypassed = ((bypassed[w >>> 7] >>> ((w >>> 2) & 31)) & 1) === 1;
    const least = isBypassed ? leastInBranch : leastOfOthers;
    let semi = vertices[w + 2];
    const node = nodeOf[w >>> 2];
    // Where there is but one retainer, it is the parent, or does not count.
    if (semi > least && ((hasSeveral[node >>> 5] >>> (node & 31)) & 1) === 1) {
      const first = firstRetainer[node];
      for (let at = firstRetainer[node + 1]; at > first && semi > least; ) {
        const edge = retainingEdge[--at];
        const from = edgeFrom(graph, edge);
        const v = vertexOf[from];
        // Those below w are ancestors, of which the search has found the smallest; 0 was not reached.
        if (v <= w) continue;
        if (vertices[v] > w) compress(v, w, vertices);
        const other = vertices[v + 2];
        // Last, since it looks at memory that is far, and few come here.
        if (other < semi && retains(graph, retention, from, edge)) semi = other;
      }
    }
    leastInBranch = parent === 4 ? last + 4 : Math.min(leastInBranch, semi);
    if (parent === 4) leastOfOthers = last + 4;
    else if (!isBypassed) leastOfOthers = Math.min(leastOfOthers, semi);
    vertices[w + 1] = w;
    vertices[w + 2] = semi;
    if (semi === parent) {
      // w would be in the bucket below, with this result.
      vertices[w + 3] = parent;
    } else {
      vertices[w + 3] = vertices[semi + 3];
      vertices[semi + 3] = w;
    }
    // link(parent, w) is done by the next round. Those whose semi is the parent:
    for (let v = vertices[parent + 3]; v !== 0; ) {
      const next = vertices[v + 3];
      if (vertices[v] >= w) compress(v, w - 4, vertices);
      vertices[v + 3] = vertices[v + 2] < parent ? vertices[v + 1] + 1 : parent;
      v = next;
    }
    vertices[parent + 3] = 0;
  }
  vertices[4] = 0;
  vertices[5] = 0;
  vertices[7] = 4;
  for (let w = 8; w <= last; w += 4) {
    const dom = vertices[w + 3];
    listVertex(w, (dom & 1) === 1 ? vertices[dom + 2] : dom, vertices);
  }
}

/** Sets the words of a vertex as `DominatorTree` has them, before those of any that it dominates. */
function listVertex(v: number, dominator: number, vertices: Uint32Array): void {
  vertices[v] = 0;
  vertices[v + 1] = vertices[dominator];
  vertices[dominator] = v;
  vertices[v + 3] = dominator;
}

/**
 * Finds the vertices that can be reached from the root without the top of their branch, which is the child of the root
 * that they are below. Gives a bit a vertex / 4, 32 to a word.
 *
 * They are few (or else none are given, since to find them would cost more than it saves), and what they retain is
 * among them. So no path from one of them leads to any of the others, and the least semidominator of these can be told
 * apart: it is mostly the top, and what the whole heap leads to, such as `undefined` and V8's maps, soon has it. With
 * all together it would be the root, which they never have, so that every one of their predecessors would be looked up.
 */
function bypassedVertices(
  graph: HeapGraph,
  retention: Retention,
  { last, nodeOf, vertexOf, vertices }: SpanningTree,
): Uint32Array {
  const { nodeCount, firstEdge, edgeTo } = graph;
  const found = new Uint32Array((nodeCount >>> 5) + 2);
  const most = nodeCount / 16;
  const stack: number[] = [];
  let count = 0;
  const find = (v: number): void => {
    if (((found[v >>> 7] >>> ((v >>> 2) & 31)) & 1) === 1) return;
    found[v >>> 7] |= 1 << ((v >>> 2) & 31);
    stack.push(v);
    count++;
  };
  let top = 4;
  for (let w = 8; w <= last; w += 4) {
    if (vertices[w] === 4) top = w;
    else if (vertices[w + 2] === 4) find(w);
    for (let v = stack.pop(); v !== undefined; v = stack.pop()) {
      const node = nodeOf[v >>> 2];
      for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
        // No edge leads to a later branch.
        if (vertexOf[edgeTo[edge]] > top && retains(graph, retention, node, edge)) find(vertexOf[edgeTo[edge]]);
      }
      if (count > most) return new Uint32Array(found.length);
    }
  }
  return found;
}

/** Finds the nodes that more than one edge leads to. Gives n bits, 32 to a word. */
function nodesWithSeveralRetainers(firstRetainer: Uint32Array): Uint32Array {
  const nodeCount = firstRetainer.length - 1;
  const found = new Uint32Array((nodeCount >>> 5) + 1);
  for (let node = 0; node < nodeCount; node++) {
    if (firstRetainer[node + 1] - firstRetainer[node] > 1) found[node >>> 5] |= 1 << (node & 31);
  }
  return found;
}

/**
 * COMPRESS of the paper: lets all vertices on the path from v point to the root of their tree in the forest, and know
 * which of those between has the least semi. Vertices above `linked` are linked to an ancestor, and v is not linked to
 * the root.
 */
function compress(v: number, linked: number, vertices: Uint32Array): void {
  // On the way up each points back to the one below, to find the way down again.
  let below = 0;
  let u = v;
  let above = vertices[u];
  while (above > linked) {
    vertices[u] = below;
    below = u;
    u = above;
    above = vertices[u];
  }
  const root = above;
  let label = vertices[u + 1];
  let least = vertices[u + 2];
  while (below !== 0) {
    u = below;
    below = vertices[u];
    if (least < vertices[u + 2]) {
      vertices[u + 1] = label;
      vertices[u + 2] = least;
    } else {
      label = vertices[u + 1];
      least = vertices[u + 2];
    }
    vertices[u] = root;
  }
}
