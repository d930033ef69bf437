import type { Cursor, Visit } from '../objects/cursors.js';
import type { PathNode } from './path.js';

/** What is left to read of one collection. */
interface PendingCollection {
  readonly cursor: Cursor;
  readonly node: PathNode;
  /** Entries that are neither read nor passed over yet. */
  left: number;
  /** One entry in `stride` is read: 1 reads all. */
  stride: number;
  /** How many entries to pass over before the next is read. */
  pass: number;
}

/** Entries that are passed over in one go, which takes well below a millisecond. */
const MOST_PASSED = 4096;

/** Reads large collections when nothing else is left to visit, the last first, about `sample` entries of each. */
export class Backlog {
  readonly #sample: number;
  readonly #capacity: number;
  readonly #atOnce: number;
  readonly #pending: PendingCollection[] = [];
  /** One entry in `#thinning` is visited: 1 until the capacity is reached. */
  #thinning = 1;
  #thinAt: number;
  #read = 0;
  /** Objects that were met before the first entry was read. */
  #before: number | null = null;

  /**
   * `capacity`: of how many objects on it reads so thinly that what is left fits into another quarter of that; a
   * sampled entry then stands for several. `atOnce`: how many entries are read in one go.
   */
  constructor(capacity: number, sample: number, atOnce: number) {
    this.#capacity = capacity;
    this.#sample = sample;
    this.#atOnce = atOnce;
    this.#thinAt = capacity;
  }

  /** The bound of memory was reached: of the entries a sample was read. */
  get isThinned(): boolean {
    return this.#thinning > 1;
  }

  /** Adds what is left of a collection: all of it will be read, or a sample spread over it. */
  add(cursor: Cursor, left: number, node: PathNode): void {
    this.#add(cursor, left, node, Math.ceil(left / this.#sample));
  }

  /** Adds a list that is read whole. */
  addWhole(cursor: Cursor, left: number, node: PathNode): void {
    this.#add(cursor, left, node, 1);
  }

  /**
   * Reads the next entries, with the visitor that `visitorFrom` gives for their node; false if none are left. `met`:
   * objects so far.
   */
  next(met: number, visitorFrom: (node: PathNode) => Visit): boolean {
    const pending = this.#pending[this.#pending.length - 1];
    if (pending === undefined) return false;
    this.#before ??= met;
    if (met > this.#thinAt) this.#thinOut(met);
    spread(pending, this.#thinning);
    const { cursor, node, stride } = pending;
    const isPassing = pending.pass > 0;
    const count = isPassing ? Math.min(pending.pass, MOST_PASSED) : stride === 1 ? this.#atOnce : 1;
    let isLeft: boolean;
    if (isPassing) {
      isLeft = cursor.skip(count);
      pending.pass -= count;
    } else {
      // Sampled entries stand for the others only where all are to be counted.
      const weighed = this.#thinning > 1 ? { ...node, weight: node.weight * this.#thinning } : node;
      isLeft = cursor.next(count, visitorFrom(weighed));
      pending.pass = stride - 1;
      this.#read += count;
    }
    pending.left -= count;
    if (!isLeft || pending.left <= 0) this.#pending.pop();
    return true;
  }

  #add(cursor: Cursor, left: number, node: PathNode, stride: number): void {
    const pending: PendingCollection = { cursor, node, left, stride: 1, pass: 0 };
    spread(pending, stride);
    this.#pending.push(pending);
  }

  #thinOut(met: number): void {
    let left = 0;
    for (const pending of this.#pending) left += pending.left;
    const metPerEntry = this.#read > 0 ? (met - this.#before!) / this.#read : 1;
    this.#thinning = Math.max(this.#thinning * 2, Math.ceil((left * metPerEntry) / (this.#capacity / 4)));
    this.#thinAt = met + this.#capacity / 4;
  }
}

/**
 * Wherever it begins at random, each entry is as likely to be read as any other, in collections shorter than the stride
 * too.
 */
function spread(pending: PendingCollection, stride: number): void {
  if (stride <= pending.stride) return;
  pending.stride = stride;
  pending.pass = Math.floor(Math.random() * stride);
}
