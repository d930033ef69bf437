/**
 * Finds for a node the nearest one of the same kind that dominates it. What was passed on the way up is remembered: all
 * nodes of a kind, asked for one after the other, take O(n) steps, however deep the tree is.
 */
export class OuterInstances {
  readonly #dominator: Uint32Array;
  readonly #kindOf: (node: number) => number;
  /**
   * n: for each node that was passed the one that was found + 1; where there was none, the number of the round,
   * negative; 0: it was not passed.
   */
  readonly #found: Int32Array;
  /** A round asks for nodes of one kind. */
  #round = 0;
  #kind = Number.NaN;

  /** `dominator`: n, the immediate dominator of each node, the root its own. */
  constructor(dominator: Uint32Array, kindOf: (node: number) => number) {
    this.#dominator = dominator;
    this.#kindOf = kindOf;
    this.#found = new Int32Array(dominator.length);
  }

  /** The nearest node of the same kind that dominates a node; -1 where there is none. */
  of(node: number): number {
    if (node === 0) return -1;
    const kind = this.#kindOf(node);
    if (kind !== this.#kind) this.#round++;
    this.#kind = kind;
    const [dominator, found] = [this.#dominator, this.#found];
    let at = dominator[node];
    while (this.#kindOf(at) !== kind && at !== 0 && !this.#isFound(at)) at = dominator[at];
    const outer = this.#kindOf(at) === kind ? at : Math.max(-1, found[at] - 1);
    const entry = outer === -1 ? -this.#round : outer + 1;
    for (let each = dominator[node]; each !== at; each = dominator[each]) found[each] = entry;
    return outer;
  }

  /** Whether it is known what is found from a node; what was found for another kind does not tell. */
  #isFound(node: number): boolean {
    const found = this.#found[node];
    return found > 0 ? this.#kindOf(found - 1) === this.#kind : found === -this.#round;
  }
}
