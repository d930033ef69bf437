import type { Cursor } from './create-cursors.js';
import type { Visit } from './create-reader.js';
import type { Place } from './walker.js';

/** What is left to read of large collections. */
export interface Rests {
  /** Adds what is left of a collection: all of it will be read, or a sample spread over it. */
  add(cursor: Cursor, left: number, place: Place): void;
  /** Adds a list that is read whole. */
  addWhole(cursor: Cursor, left: number, place: Place): void;
  /** Reads the next entries, with the visitor that `meetFrom` gives for their place; false if none are left. `met`: objects so far. */
  next(met: number, meetFrom: (place: Place) => Visit): boolean;
  /** The bound of memory was reached: of the entries a sample was read. */
  thinned(): boolean;
}

/**
 * Reads large collections when nothing else is left to visit, the last first, about `sample` entries of each.
 *
 * `capacity`: of how many objects on it reads so thinly that what is left fits into another quarter of that; a sampled entry then stands
 * for several. `atOnce`: how many entries are read in one go.
 */
export function createRests(capacity: number, sample: number, atOnce: number): Rests {
  const rests: { readonly cursor: Cursor; left: number; readonly stride: number; readonly place: Place }[] = [];
  /** One entry in so many is visited: 1 until the capacity is reached. */
  let thinning = 1;
  let thinAt = capacity;
  let read = 0;

  function thinOut(met: number): void {
    let left = 0;
    for (const rest of rests) left += rest.left;
    thinning = Math.max(thinning * 2, Math.ceil((left * (met / Math.max(read, 1))) / (capacity / 4)));
    thinAt = met + capacity / 4;
  }

  return {
    add: (cursor, left, place) => void rests.push({ cursor, left, stride: Math.ceil(left / sample), place }),
    addWhole: (cursor, left, place) => void rests.push({ cursor, left, stride: 1, place }),
    next(met, meetFrom) {
      const rest = rests[rests.length - 1];
      if (rest === undefined) return false;
      if (met > thinAt) thinOut(met);
      const stride = Math.max(rest.stride, thinning);
      // Sampled entries stand for the others only where all are to be counted.
      const visit = meetFrom(thinning > 1 ? { ...rest.place, weight: rest.place.weight * thinning } : rest.place);
      rest.left -= atOnce * stride;
      read += atOnce;
      if (!rest.cursor.next(atOnce, visit) || rest.left <= 0) rests.pop();
      else if (stride > 1 && !rest.cursor.skip(atOnce * (stride - 1))) rests.pop();
      return true;
    },
    thinned: () => thinning > 1,
  };
}
