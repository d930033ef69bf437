/** The objects that a walk has met. */
export interface Visited {
  /** Adds an object; false if it was there. `hash` may be any number that depends on the object alone. */
  add(value: object, hash: number): boolean;
  readonly size: number;
}

/**
 * A set of objects that grows without a stall.
 *
 * One `Set` of millions is rehashed in one piece, 100 ms and more at a time, and cannot hold more than 2^24. So the objects are
 * spread by a hash over small sets; where many have the same hash, over several small sets, all of which are asked.
 */
export function createVisited(): Visited {
  const BUCKETS = 4096;
  const MOST = 32_768;
  const buckets: Set<object>[][] = [];
  let size = 0;
  for (let i = 0; i < BUCKETS; i++) buckets.push([new Set()]);

  function bucketOf(hash: number): Set<object>[] {
    return buckets[(Math.imul(hash, 0x9e3779b1) >>> 20) & (BUCKETS - 1)];
  }

  return {
    add(value, hash) {
      const bucket = bucketOf(hash);
      const last = bucket.length - 1;
      for (let i = 0; i < last; i++) if (bucket[i].has(value)) return false;
      const set = bucket[last];
      const before = set.size;
      set.add(value);
      if (set.size === before) return false;
      if (set.size >= MOST) bucket.push(new Set());
      size++;
      return true;
    },
    get size() {
      return size;
    },
  };
}
