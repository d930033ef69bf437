/** Finds nodes by their node id: a hash table with open addressing, 8 to 16 bytes a node. */
export class IdIndex {
  readonly #ids: Uint32Array;
  /** Ordinal + 1, 0 for an empty place. */
  readonly #table: Uint32Array;

  constructor(ids: Uint32Array) {
    this.#ids = ids;
    this.#table = new Uint32Array(2 ** Math.ceil(Math.log2(2 * ids.length + 1)));
    const mask = this.#table.length - 1;
    for (let node = 0; node < ids.length; node++) {
      let at = hash(ids[node]) & mask;
      while (this.#table[at] !== 0) at = (at + 1) & mask;
      this.#table[at] = node + 1;
    }
  }

  /** The ordinal of the node with this id, or -1. */
  get(id: number): number {
    const mask = this.#table.length - 1;
    for (let at = hash(id) & mask; this.#table[at] !== 0; at = (at + 1) & mask) {
      const node = this.#table[at] - 1;
      if (this.#ids[node] === id) return node;
    }
    return -1;
  }
}

function hash(id: number): number {
  return Math.imul(id, 0x9e3779b1) >>> 7;
}
