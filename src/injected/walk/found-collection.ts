import type { FunctionPlace, PathStep } from './path.js';
import type { UnlistedHolder } from './unlisted-holders.js';

/** What a walk reports. */
export interface FoundCollections {
  readonly collections: readonly FoundCollection[];
  readonly unlisted: readonly UnlistedHolder[];
}

/** A collection that a walk has met. */
export interface FoundCollection {
  /** The same for the same collection in every look. */
  readonly id: number;
  /**
   * `Map`, `Set`, `Array` (or a class derived from it), `Object` used as a dictionary, `listeners`, `handles` of one
   * class, `string` for a text that has grown, whose entries are characters, the class of a typed array that has
   * grown, whose entries are bytes, `chain` for objects each of which holds the next, as in a linked list, or `tree` for
   * objects each of which may hold several.
   */
  readonly kind: string;
  readonly entries: number;
  /** Of a chain, the property or variable by which each holds the next. */
  readonly link?: string;
  /** The length of an Array that has fewer entries, as a ring buffer may. */
  readonly length?: number;
  /**
   * Of the numbers in the keys of the last entries, or in the texts of a Set; not there for fewer than twenty, and where
   * these differ in more than a number.
   */
  readonly keyRange?: NumberRange;
  /** What the entries are, by sample: names of types, the most frequent first. */
  readonly holds: readonly string[];
  /** Number of entries at the look before; null if it was not seen then. */
  readonly before: number | null;
  readonly path: readonly PathStep[];
  /** Where the WeakMap is by whose entry the path leads, from the key to the value. */
  readonly weakMap?: readonly PathStep[];
  /** It is reached from a variable, or is part of a class, of a file of the service: of no package, nor Node. */
  readonly isServices: boolean;
  /** Where the classes of these are from, as far as they are the program's. */
  readonly holdsFrom: readonly (FunctionPlace | null)[];
}

/** The least and the greatest of some numbers. */
export interface NumberRange {
  /** The least of them. */
  readonly least: number;
  /** The greatest of them. */
  readonly most: number;
}
