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

interface Rest {
  readonly cursor: Cursor;
  readonly place: Place;
  /** Entries that are neither read nor passed over yet. */
  left: number;
  /** One entry in so many is read, */
  stride: number;
  /** the next after so many others. */
  pass: number;
}

/**
 * Reads large collections when nothing else is left to visit, the last first, about `sample` entries of each.
 *
 * `capacity`: of how many objects on it reads so thinly that what is left fits into another quarter of that; a sampled entry then stands
 * for several. `atOnce`: how many entries are read in one go.
 */
export function createRests(capacity: number, sample: number, atOnce: number): Rests {
  /** Passing over these takes well below a millisecond. */
  const MOST_PASSED = 4096;
  const rests: Rest[] = [];
  /** One entry in so many is visited: 1 until the capacity is reached. */
  let thinning = 1;
  let thinAt = capacity;
  let read = 0;
  /** Objects that were met before the first entry was read. */
  let before: number | null = null;

  function thinOut(met: number): void {
    let left = 0;
    for (const rest of rests) left += rest.left;
    const metPerEntry = read > 0 ? (met - before!) / read : 1;
    thinning = Math.max(thinning * 2, Math.ceil((left * metPerEntry) / (capacity / 4)));
    thinAt = met + capacity / 4;
  }

  function add(cursor: Cursor, left: number, place: Place, stride: number): void {
    const rest: Rest = { cursor, place, left, stride: 1, pass: 0 };
    spread(rest, stride);
    rests.push(rest);
  }

  /** Wherever it begins at random, each entry is as likely to be read as any other, in collections shorter than the stride too. */
  function spread(rest: Rest, stride: number): void {
    if (stride <= rest.stride) return;
    rest.stride = stride;
    rest.pass = Math.floor(Math.random() * stride);
  }

  return {
    add: (cursor, left, place) => add(cursor, left, place, Math.ceil(left / sample)),
    addWhole: (cursor, left, place) => add(cursor, left, place, 1),
    next(met, meetFrom) {
      const rest = rests[rests.length - 1];
      if (rest === undefined) return false;
      before ??= met;
      if (met > thinAt) thinOut(met);
      spread(rest, thinning);
      const { cursor, place, stride } = rest;
      const isPassing = rest.pass > 0;
      const count = isPassing ? Math.min(rest.pass, MOST_PASSED) : stride === 1 ? atOnce : 1;
      let isLeft: boolean;
      if (isPassing) {
        isLeft = cursor.skip(count);
        rest.pass -= count;
      } else {
        // Sampled entries stand for the others only where all are to be counted.
        const visit = meetFrom(thinning > 1 ? { ...place, weight: place.weight * thinning } : place);
        isLeft = cursor.next(count, visit);
        rest.pass = stride - 1;
        read += count;
      }
      rest.left -= count;
      if (!isLeft || rest.left <= 0) rests.pop();
      return true;
    },
    thinned: () => thinning > 1,
  };
}
