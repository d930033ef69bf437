import type { Visit } from './create-reader.js';

/** Reads a large collection piece by piece. */
export interface Cursor {
  /** Reads at most `count` entries; false when there are no more. */
  next(count: number, visit: Visit): boolean;
  /** Passes over `count` entries; false when there are no more. */
  skip(count: number): boolean;
}

export interface Cursors {
  /** Over a known number of places, read by their index, each `read` telling whether something was there. */
  indexed(length: number, from: number, read: (index: number, visit: Visit) => boolean): Cursor;
  /** Over an iterator of V8's. */
  iterated<T>(iterator: Iterator<T>, size: number, read: (entry: T, visit: Visit) => void): Cursor;
}

export function createCursors(): Cursors {
  const MOST_EMPTY = 1_000_000;

  /** Gives up after so many empty places in a row: a sparse array may be 4e9 long. */
  function indexed(length: number, from: number, read: (index: number, visit: Visit) => boolean): Cursor {
    let at = from;
    let empty = 0;
    return {
      next(count, visit) {
        for (const end = at + count; at < end && at < length; at++) {
          if (read(at, visit)) empty = 0;
          else empty++;
        }
        return at < length && empty < MOST_EMPTY;
      },
      skip(count) {
        at += count;
        return at < length;
      },
    };
  }

  /** Over no more entries than there were at the start, as the program may go on adding. */
  function iterated<T>(iterator: Iterator<T>, size: number, read: (entry: T, visit: Visit) => void): Cursor {
    let left = size;
    const advance = (count: number, visit: Visit | null): boolean => {
      for (let i = 0; i < count; i++) {
        const { done, value } = iterator.next();
        if (done || left-- <= 0) return false;
        if (visit !== null) read(value, visit);
      }
      return left > 0;
    };
    return { next: advance, skip: (count) => advance(count, null) };
  }

  return { indexed, iterated };
}
