/** A dominator tree from above: the nodes that each node dominates immediately, as lists in the order of the nodes. */
export interface DominatedNodes {
  /** n: the first node in the list of each node, 0 if it dominates none. */
  readonly first: Uint32Array;
  /** n: the node behind each one in the list that it is in, 0 behind the last. */
  readonly next: Uint32Array;
}

/** Turns a dominator tree around; `dominator`: n, the immediate dominator of each node, the root its own. */
export function dominatedNodes(dominator: Uint32Array): DominatedNodes {
  const first = new Uint32Array(dominator.length);
  const next = new Uint32Array(dominator.length);
  for (let node = dominator.length - 1; node > 0; node--) {
    next[node] = first[dominator[node]];
    first[dominator[node]] = node;
  }
  return { first, next };
}
