const BUCKETS = 1024;
const MOST = 32_768;
const { imul } = Math;

/**
 * The objects that a walk has met: a set that grows without a stall.
 *
 * One `Set` of millions is rehashed in one piece, 100 ms and more at a time, and cannot hold more than 2^24. So the
 * objects are spread by a hash over small sets; where many have the same hash, over several small sets, all of which
 * are asked.
 */
export class VisitedSet {
  readonly #buckets: Set<object>[][] = [];
  #size = 0;

  constructor() {
    for (let i = 0; i < BUCKETS; i++) this.#buckets.push([]);
  }

  get size(): number {
    return this.#size;
  }

  /** Adds an object; false if it was there. `hash` may be any number that depends on the object alone. */
  add(value: object, hash: number): boolean {
    const bucket = this.#buckets[(imul(hash, 0x9e3779b1) >>> 22) & (BUCKETS - 1)];
    if (bucket.length === 0) bucket.push(new Set());
    const last = bucket.length - 1;
    for (let i = 0; i < last; i++) if (bucket[i].has(value)) return false;
    const set = bucket[last];
    const before = set.size;
    set.add(value);
    if (set.size === before) return false;
    if (set.size >= MOST) bucket.push(new Set());
    this.#size++;
    return true;
  }
}
