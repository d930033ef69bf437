/** How a reference is held. */
export type EdgeKind =
  | 'property'
  | 'accessor'
  | 'index'
  | 'key'
  | 'value'
  | 'member'
  | 'prototype'
  | 'instance'
  | 'variable'
  | 'internal';

/** Takes what an object refers to, one reference a call. */
export type Visit = (key: unknown, value: unknown, edge: EdgeKind) => void;

/** Reads a large collection piece by piece. */
export interface Cursor {
  /** Reads at most `count` entries; false when there are no more. */
  next(count: number, visit: Visit): boolean;
  /** Passes over `count` entries; false when there are no more. */
  skip(count: number): boolean;
}

const MOST_EMPTY = 1_000_000;

/**
 * Reads a known number of places by their index, each `read` telling whether something was there. It gives up after
 * very many empty places in a row: a sparse array may be 4e9 long.
 */
export class IndexCursor implements Cursor {
  readonly #length: number;
  readonly #read: (index: number, visit: Visit) => boolean;
  #at: number;
  #empty = 0;

  constructor(length: number, from: number, read: (index: number, visit: Visit) => boolean) {
    this.#length = length;
    this.#at = from;
    this.#read = read;
  }

  next(count: number, visit: Visit): boolean {
    const end = Math.min(this.#at + count, this.#length);
    for (; this.#at < end; this.#at++) {
      if (this.#read(this.#at, visit)) this.#empty = 0;
      else this.#empty++;
    }
    return this.#at < this.#length && this.#empty < MOST_EMPTY;
  }

  skip(count: number): boolean {
    this.#at += count;
    return this.#at < this.#length;
  }
}

/** Reads from an iterator of V8's, no more entries than there were at the start, as the program may go on adding. */
export class IteratorCursor<T> implements Cursor {
  readonly #iterator: IterableIterator<T>;
  readonly #read: (entry: T, index: number, visit: Visit) => void;
  #left: number;
  #index = 0;

  /** `read` takes an entry and its place in the order of the iteration. */
  constructor(iterator: IterableIterator<T>, size: number, read: (entry: T, index: number, visit: Visit) => void) {
    this.#iterator = iterator;
    this.#left = size;
    this.#read = read;
  }

  next(count: number, visit: Visit): boolean {
    for (let i = 0; i < count; i++) {
      const { done, value } = this.#iterator.next();
      if (done || this.#left-- <= 0) return false;
      this.#read(value, this.#index, visit);
      this.#index++;
    }
    return this.#left > 0;
  }

  /** By for-of, with which V8 allocates nothing for an entry; V8's iterators go on after a break. */
  skip(count: number): boolean {
    let passed = 0;
    if (count > 0) {
      for (const _ of this.#iterator) if (++passed === count) break;
    }
    this.#index += passed;
    this.#left -= passed;
    return passed === count && this.#left > 0;
  }
}
