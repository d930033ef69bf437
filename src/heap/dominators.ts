import type { SpanningTree } from './depth-first.js';
import { edgeFrom, type HeapGraph } from './graph.js';
import type { Retainers } from './retainers.js';
import { type Retention, retains } from './retention.js';
import { Scratch } from './scratch.js';

/** The dominator tree of a graph: a node's dominator is the nearest node that everything that keeps it alive runs through. */
export interface Dominators {
  /** n: the immediate dominator of each node; the root is its own. */
  readonly dominator: Uint32Array;
  /** n: all nodes, each behind its dominator. */
  readonly order: Uint32Array;
}

/**
 * Computes the dominators of all nodes along the edges that retain, from what a depth-first search has found, whose arrays are used
 * up. Nodes that the search has not reached hang on the root.
 *
 * T. Lengauer, R. E. Tarjan: A fast algorithm for finding dominators in a flowgraph. ACM Trans. Program. Lang. Syst. 1, 1
 * (1979), 121–141; with path compression, O(e log n). Names are those of the paper, and vertices those of `SpanningTree`.
 */
export function dominators(
  graph: HeapGraph,
  retention: Retention,
  retainers: Retainers,
  tree: SpanningTree,
  scratch = new Scratch(),
): Dominators {
  const { nodeCount } = graph;
  const { nodeOf, vertexOf, vertices } = tree;
  immediateDominators(graph, retention, retainers, tree);

  for (let node = 0, at = tree.last / 4; at < nodeCount; node++) if (vertexOf[node] === 0) nodeOf[++at] = node;
  scratch.release(vertexOf);
  const dominator = scratch.uint32(nodeCount).fill(0);
  for (let v = 4; v <= tree.last; v += 4) dominator[nodeOf[v >>> 2]] = nodeOf[vertices[v + 3] >>> 2];
  scratch.release(vertices);
  return { dominator, order: nodeOf.subarray(1) };
}

/** The dominator tree from above: the nodes that each node dominates immediately, as lists. */
export interface DominatedNodes {
  /** n: the first node in the list of each node, 0 if it dominates none. */
  readonly first: Uint32Array;
  /** n: the node behind each one in the list that it is in, 0 behind the last. */
  readonly next: Uint32Array;
}

/** Turns a dominator tree around. The lists are in the order of the nodes. */
export function dominatedNodes(dominator: Uint32Array, scratch = new Scratch()): DominatedNodes {
  const first = scratch.uint32(dominator.length).fill(0);
  const next = scratch.uint32(dominator.length).fill(0);
  for (let node = dominator.length - 1; node > 0; node--) {
    next[node] = first[dominator[node]];
    first[dominator[node]] = node;
  }
  return { first, next };
}

/**
 * Puts its immediate dominator into the fourth word of each vertex. What the paper does not have: no predecessor can give a
 * vertex a smaller semidominator than the least that was found in its branch, so that those that are left when it has this are
 * passed over. What very many lead to, as V8's maps and prototypes, has it after a few; so predecessors are looked up, not listed.
 *
 * The words of vertex v, all of which are looked at together:
 *
 * - v: ancestor(v), by which the paper's forest hangs together. All above w are linked to their parents while w is looked at.
 * - v + 1: label(v)
 * - v + 2: semi(label(v))
 * - v + 3: below w the first vertex in bucket(v). From w on the next in the bucket that v is in, then dom(v); where that is the
 *   dominator of another vertex, of which it is not yet known, that other one + 1.
 */
function immediateDominators(
  graph: HeapGraph,
  retention: Retention,
  { firstRetainer, retainingEdge }: Retainers,
  { last, nodeOf, vertexOf, vertices }: SpanningTree,
): void {
  // All predecessors of a vertex that can matter are in its own branch, below the same child of the root.
  let leastInBranch = last + 4;
  for (let w = last; w > 4; w -= 4) {
    const parent = vertices[w];
    let semi = vertices[w + 2];
    const first = firstRetainer[nodeOf[w >>> 2]];
    const end = firstRetainer[nodeOf[w >>> 2] + 1];
    // Where there is but one retainer, it is the parent, or does not count.
    let at = end - first === 1 ? first : end;
    while (at > first && semi > leastInBranch) {
      const edge = retainingEdge[--at];
      const from = edgeFrom(graph, edge);
      const v = vertexOf[from];
      // Those below w are ancestors, of which the search has found the smallest; 0 was not reached.
      if (v <= w || !retains(graph, retention, from, edge)) continue;
      if (vertices[v] > w) compress(v, w, vertices);
      const other = vertices[v + 2];
      if (other < semi) semi = other;
    }
    leastInBranch = parent === 4 ? last + 4 : Math.min(leastInBranch, semi);
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
  vertices[7] = 4;
  for (let w = 8; w <= last; w += 4) {
    const dom = vertices[w + 3];
    if ((dom & 1) === 1) vertices[w + 3] = vertices[dom + 2];
  }
}

/**
 * COMPRESS of the paper: lets all vertices on the path from v point to the root of their tree in the forest, and know which of
 * those between has the least semi. Vertices above `linked` are linked to an ancestor, and v is not linked to the root.
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
