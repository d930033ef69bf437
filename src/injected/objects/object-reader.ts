import { program } from '../program.js';
import { type ClassInfo, ClassInfos } from './class-info.js';
import { type Cursor, type EdgeKind, IndexCursor, IteratorCursor, type Visit } from './cursors.js';
import { descriptorOf, getter, isClass, mapSize, own, setSize, types, uncurry } from './intrinsics.js';
import { type Kind, kindByBrand } from './kind.js';
import { LazyProperties } from './lazy-properties.js';

const LEAST_RING = 16;
/** A longer array with holes may have any number as an index. */
const MOST_RING = 65_536;
const RING_SAMPLE = 256;
/** Of an array that is as long, and has no more than this share of its places taken, the indexes are listed. */
const MOST_TAKEN = 1 / 8;
/** Of a longer array, properties that are no indexes are not looked for. */
const MOST_WITH_NAMES = 256;
const NO_NAMES: readonly PropertyKey[] = [];
const LARGE = 1000;
const VERY_LARGE = 20_000;
const MOST_REMEMBERED = 4_000_000;
/** What belongs to us, or to another console. */
const OURS = Symbol.for('leakconsole');

const { getPrototypeOf, hasOwn, keys } = Object;
const { ownKeys } = Reflect;
const { isArray } = Array;
const { isView } = ArrayBuffer;
const mapEntries = uncurry(Map.prototype.entries) as (map: object) => IterableIterator<[unknown, unknown]>;
const setValues = uncurry(Set.prototype.values) as (set: object) => IterableIterator<unknown>;
const typedArray = getPrototypeOf(Uint8Array.prototype);
const viewLength = getter(typedArray, 'length') as (view: object) => number;
const viewByteLength = getter(typedArray, 'byteLength') as (view: object) => number;
const viewBuffer = getter(typedArray, 'buffer') as (view: object) => object;
const dataViewBuffer = getter(DataView.prototype, 'buffer') as (view: object) => object;
/** Bytes of a typed array that V8 keeps within the object. */
const MOST_IN_HEAP = 64;

/**
 * Reads objects without the program taking notice: property descriptors only, internal slots through V8's own
 * functions.
 */
export class ObjectReader {
  readonly classes = new ClassInfos();
  /** Objects so large that to list their keys again would take long (0.3 s a million), and of the largest the keys. */
  readonly #large = new Map<object, readonly PropertyKey[] | null>();
  #remembered = 0;
  readonly #lazy = new LazyProperties();
  #expectsDictionaries = true;

  /** What an object is that is no proxy. */
  kindOf(value: object, { isExotic }: ClassInfo): Kind {
    if (typeof value === 'function') return 'function';
    if (isArray(value)) return 'array';
    if (isView(value)) return 'opaque';
    return isExotic ? kindByBrand(value) : 'object';
  }

  /** Number of entries of a collection; 0 for all else. */
  sizeOf(value: object, kind: Kind): number {
    if (kind === 'map') return mapSize(value);
    if (kind === 'set') return setSize(value);
    if (kind === 'array') return (value as unknown[]).length;
    return 0;
  }

  /** Number of entries that `entries` reads: of a sparse array, those that are there; else `sizeOf`. */
  entryCount(value: object, kind: Kind): number {
    return (kind === 'array' ? this.#sparseIndexes(value)?.length : null) ?? this.sizeOf(value, kind);
  }

  /**
   * Number of entries of an array, as far as they are there: a ring buffer is as long as it may become. Of a long one
   * it is told by a sample.
   */
  countFilled(array: object, length: number): number {
    const sparse = this.#sparseIndexes(array);
    if (sparse !== null) return sparse.length;
    if (
      length < LEAST_RING ||
      length > MOST_RING ||
      (own(array, length - 1) !== undefined && own(array, 0) !== undefined)
    )
      return length;
    const stride = Math.ceil(length / RING_SAMPLE);
    let filled = 0;
    for (let at = 0; at < length; at += stride) if (descriptorOf(array, at)?.value !== undefined) filled++;
    return Math.min(length, filled * stride);
  }

  /**
   * The ArrayBuffer behind a view. Of a small view, whose elements V8 may keep within the object
   * (v8_typed_array_max_size_in_heap), only if `evenSmall`: to ask for the buffer makes V8 allocate it then. Null where
   * there is none, or none was asked for.
   */
  bufferOf(view: object, evenSmall: boolean): object | null {
    if (!isView(view)) return null;
    if (types.isDataView(view)) return dataViewBuffer(view);
    return evenSmall || viewByteLength(view) > MOST_IN_HEAP ? viewBuffer(view) : null;
  }

  /** Bytes that a typed array shows; 0 for all else. */
  byteLengthOf(value: object): number {
    return types.isTypedArray(value) ? viewByteLength(value) : 0;
  }

  /** Number of elements of a typed array. */
  lengthOf(view: object): number {
    return viewLength(view);
  }

  /**
   * Own keys; of what may be a dictionary the enumerable strings only, as to list others takes twice the time where
   * there are many. The keys of a very large object are listed only once.
   */
  keysOf(value: object): readonly PropertyKey[] {
    const known = this.#large.get(value);
    if (known) return known;
    const names = this.#mayBeDictionary(value) ? keys(value) : ownKeys(value);
    if (names.length >= LARGE) this.#remember(value, names);
    return names;
  }

  /** The keys that `keysOf` gives, but for those of `LazyProperties`. */
  readableKeysOf(value: object): readonly PropertyKey[] {
    return this.#withoutLazy(value, this.keysOf(value));
  }

  /** From now on no object is expected to be a large dictionary. */
  expectNoDictionaries(): void {
    this.#expectsDictionaries = false;
  }

  /**
   * Elsewhere `Object.keys` is not called: V8 then keeps a list of the keys with the object's hidden class, for good.
   */
  #mayBeDictionary(value: object): boolean {
    if (!this.#expectsDictionaries || typeof value === 'function') return false;
    const prototype = getPrototypeOf(value);
    return prototype === null || (!types.isProxy(prototype) && getPrototypeOf(prototype) === null);
  }

  /** Whether an object was seen to have so many keys that it takes long to list them. */
  isLarge(value: object): boolean {
    return this.#large.size > 0 && this.#large.has(value);
  }

  /** Properties, for an array those that are no indexes. Gives back the keys: what is beyond `limit` is not read. */
  readProperties(value: object, kind: Kind, limit: number, visit: Visit): readonly PropertyKey[] {
    if (kind === 'opaque') return [];
    const isList = kind === 'array';
    const names = isList ? namesIn(value) : value === program.global ? variablesOf(value) : this.#namesOf(value);
    for (let i = 0; i < names.length && i < limit; i++) {
      if (kind === 'function' && names[i] === 'prototype' && !isClass(value)) continue;
      visitProperty(value, names[i], visit);
    }
    return names;
  }

  /** Properties by these keys, from one of them on. */
  properties(value: object, names: readonly PropertyKey[], from: number): Cursor {
    return new IndexCursor(names.length, from, (at, visit) => visitProperty(value, names[at], visit));
  }

  /** Entries of a map, set or array. */
  entries(value: object, kind: Kind): Cursor {
    const size = this.sizeOf(value, kind);
    if (kind === 'map') {
      return new IteratorCursor(mapEntries(value), size, (entry, index, visit) => {
        visit(index, entry[0], 'key');
        visit(entry[0], entry[1], 'value');
      });
    }
    if (kind === 'set') {
      return new IteratorCursor(setValues(value), size, (member, index, visit) => visit(index, member, 'member'));
    }
    const sparse = this.#sparseIndexes(value);
    if (sparse !== null) {
      const read = (at: number, visit: Visit) => visitProperty(value, Number(sparse[at]), visit, 'index');
      return new IndexCursor(sparse.length, 0, read);
    }
    return new IndexCursor(size, 0, (at, visit) => visitProperty(value, at, visit, 'index'));
  }

  /** The indexes that a sparse array has, which may be 4e9 long; null of all other arrays. */
  #sparseIndexes(array: object): readonly PropertyKey[] | null {
    const { length } = array as unknown[];
    if (length <= MOST_RING) return null;
    const stride = Math.ceil(length / RING_SAMPLE);
    let taken = 0;
    for (let at = 0; at < length; at += stride) if (hasOwn(array, at)) taken++;
    if (taken > RING_SAMPLE * MOST_TAKEN) return null;
    // Indexes come first, and `length` next.
    const names = this.keysOf(array);
    return names.slice(0, names.indexOf('length'));
  }

  /** All own keys that may be read, or of a large dictionary those that `keysOf` gives. */
  #namesOf(value: object): readonly PropertyKey[] {
    const names = this.keysOf(value);
    const all = names.length < LARGE && this.#mayBeDictionary(value) ? ownKeys(value) : names;
    return this.#withoutLazy(value, all);
  }

  #withoutLazy(value: object, names: readonly PropertyKey[]): readonly PropertyKey[] {
    const lazy = this.#lazy.of(value);
    return lazy.size > 0 ? names.filter((name) => !lazy.has(name)) : names;
  }

  #remember(value: object, names: readonly PropertyKey[]): void {
    const isKept = names.length >= VERY_LARGE && this.#remembered + names.length <= MOST_REMEMBERED;
    if (isKept) this.#remembered += names.length;
    this.#large.set(value, isKept ? names : null);
  }
}

/** The keys of an array that are no indexes, if it is short: V8 lists these with the indexes, as strings. */
function namesIn(array: object): readonly PropertyKey[] {
  const { length } = array as unknown[];
  if (length > MOST_WITH_NAMES) return NO_NAMES;
  const names = ownKeys(array);
  // Indexes come first, and `length` next.
  return names.length <= length + 1 && names[names.length - 1] === 'length'
    ? NO_NAMES
    : names.slice(names.indexOf('length') + 1);
}

function visitProperty(value: object, key: PropertyKey, visit: Visit, edge: EdgeKind = 'property'): boolean {
  const descriptor = descriptorOf(value, key);
  if (descriptor === undefined) return false;
  if (hasOwn(descriptor, 'value')) visit(key, descriptor.value, edge);
  else visit(key, descriptor.get ?? descriptor.set, 'accessor');
  return true;
}

/**
 * Keys of the global object that may be the program's. Node's own classes, which are not enumerable, are left alone:
 * from Node 24 on, to look at one loads its module.
 */
function variablesOf(global: object): PropertyKey[] {
  return [...keys(global), ...Object.getOwnPropertySymbols(global).filter((key) => key !== OURS)];
}
