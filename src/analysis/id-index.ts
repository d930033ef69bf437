/**
 * Finds nodes by their node id. V8 numbers objects in the order in which it first writes them, with odd numbers: half
 * their ids lead to most of them in a table, which is filled and asked mostly in the order of memory. What has an id
 * that another one has taken the place of, or that is far greater than there are nodes, is found by a hash.
 */
export class IdIndex {
  readonly #ids: Uint32Array;
  /** By half the id: ordinal + 1, 0 for an empty place. */
  readonly #direct: Uint32Array;
  /** By hash, with open addressing: ordinal + 1, 0 for an empty place. */
  readonly #others: Uint32Array;

  constructor(ids: Uint32Array) {
    this.#ids = ids;
    const direct = new Uint32Array(PLACES_PER_NODE * ids.length);
    const others: number[] = [];
    for (let node = 0; node < ids.length; node++) {
      const place = ids[node] >>> 1;
      if (place < direct.length && direct[place] === 0) direct[place] = node + 1;
      else others.push(node);
    }
    this.#direct = direct;
    this.#others = new Uint32Array(2 ** Math.ceil(Math.log2(2 * others.length + 1)));
    const mask = this.#others.length - 1;
    for (const node of others) {
      let at = hash(ids[node]) & mask;
      while (this.#others[at] !== 0) at = (at + 1) & mask;
      this.#others[at] = node + 1;
    }
  }

  /** The ordinal of the node with this id, or -1. */
  get(id: number): number {
    const place = id >>> 1;
    if (place < this.#direct.length) {
      const node = this.#direct[place] - 1;
      // An empty place says that there is no such id.
      if (node === -1 || this.#ids[node] === id) return node;
    }
    const mask = this.#others.length - 1;
    for (let at = hash(id) & mask; this.#others[at] !== 0; at = (at + 1) & mask) {
      const node = this.#others[at] - 1;
      if (this.#ids[node] === id) return node;
    }
    return -1;
  }
}

/** Of the table that half the ids lead into; what is not used of it takes no memory. */
const PLACES_PER_NODE = 4;

function hash(id: number): number {
  return Math.imul(id, 0x9e3779b1) >>> 7;
}
