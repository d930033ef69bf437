import type { createAsker, HiddenScope } from './create-asker.js';
import type { createShapes, Inspection, Shape } from './create-shapes.js';

/** What an object is to a walk. `keep`: nothing to read but its properties; `opaque`: nothing to read at all. */
export type Kind = 'object' | 'function' | 'array' | 'map' | 'set' | 'promise' | 'generator' | 'keep' | 'opaque';

/** Takes what an object refers to, one reference a call. */
export type Visit = (key: unknown, value: unknown, how: How) => void;
/** How a reference is held. */
export type How =
  | 'property'
  | 'accessor'
  | 'index'
  | 'key'
  | 'value'
  | 'member'
  | 'prototype'
  | 'variable'
  | 'internal';

/** Reads a large collection piece by piece. */
export interface Cursor {
  /** Reads at most `count` entries; false when there are no more. */
  next(count: number, visit: Visit): boolean;
  /** Passes over `count` entries; false when there are no more. */
  skip(count: number): boolean;
}

/** The parts of a reader, as they stand in its realm. */
export interface ReaderParts {
  readonly createAsker: typeof createAsker;
  readonly createShapes: typeof createShapes;
}

export interface Reader extends Inspection {
  /** The shape of an object that is no proxy. */
  shapeOf(value: object): Shape;
  kindOf(value: object, shape: Shape): Kind;
  /** Number of entries of a collection; for an object, of its own enumerable string keys. */
  sizeOf(value: object, kind: Kind): number;
  /** Number of elements of a typed array. */
  lengthOf(view: object): number;
  /** Own enumerable string keys; those of a very large object are listed only once. */
  keysOf(value: object): readonly PropertyKey[];
  /** Properties, for an array none. Gives back the number of keys: what is beyond `limit` is not read. */
  readProperties(value: object, kind: Kind, limit: number, visit: Visit): readonly PropertyKey[];
  /** Entries of a map, set or array. */
  entries(value: object, kind: Kind): Cursor;
  properties(value: object, keys: readonly PropertyKey[], from: number): Cursor;
  /** What a promise was settled with; undefined while it is pending. */
  promiseResult(promise: object): unknown;
  /** A number by which objects are told apart cheaply; stays the same as long as the object does not change. */
  hash(value: object, shape: Shape): number;
  /** All shapes that were met. */
  shapes(): Shape[];
}

/**
 * Reads objects without the program taking notice: property descriptors only, internal slots through intrinsics.
 *
 * Belongs into a realm of its own (`inNewRealm`): its intrinsics then are V8's own. `load` and `global` are those of the program's.
 */
export function createReader(parts: ReaderParts, load: (name: string) => unknown, global: object): Reader {
  const LARGE = 1000;
  const VERY_LARGE = 20_000;
  const MOST_REMEMBERED = 4_000_000;
  const { types, inspect } = load('util') as typeof import('node:util');
  const { isProxy } = types;
  const { getPrototypeOf, hasOwn, keys } = Object;
  const { ownKeys } = Reflect;
  const { isArray } = Array;
  const { clz32, imul } = Math;
  const { isView } = ArrayBuffer;
  // biome-ignore lint/complexity/noBannedTypes: any function of any type
  const uncurried = (fn: Function) => Function.prototype.call.bind(fn);
  const getter = (prototype: object, key: string) => uncurried(Object.getOwnPropertyDescriptor(prototype, key)!.get!);
  const mapSize = getter(Map.prototype, 'size') as (map: object) => number;
  const setSize = getter(Set.prototype, 'size') as (set: object) => number;
  const mapEntries = uncurried(Map.prototype.entries) as (map: object) => Iterator<[unknown, unknown]>;
  const setValues = uncurried(Set.prototype.values) as (set: object) => Iterator<unknown>;
  const typedArray = getPrototypeOf(Uint8Array.prototype) as object;
  const viewLength = getter(typedArray, 'length') as (view: object) => number;
  const textOf = uncurried(Function.prototype.toString) as (fn: object) => string;
  /** Objects so large that to list their keys again would take long (0.3 s a million), and of the largest the keys. */
  const large = new Map<object, readonly PropertyKey[] | null>();
  let remembered = 0;
  let internals: readonly HiddenScope[] | null = null;
  /** Gives state and result. */
  let promiseDetails: ((promise: object) => readonly unknown[]) | null = null;
  const describe = descriptorFunction();
  const isOrdinary = (value: object) => brandOf(value) === 'object';
  const inspection: Inspection = { isProxy, own, sourceOf, isNative, isOrdinary };
  const shapes = parts.createShapes(inspection);
  const shapeOf = shapes.of;

  /**
   * The program's own `Object.getOwnPropertyDescriptor`, if it is V8's.
   *
   * Native properties are computed in the realm of the function that asks for them; in ours, Node 26 aborts on
   * `globalThis.DOMException`. Where the program has replaced it, `util.inspect` still has it in its scope.
   */
  function descriptorFunction(): typeof Object.getOwnPropertyDescriptor {
    const name = 'getOwnPropertyDescriptor';
    for (const holder of ['Object', 'Reflect']) {
      const value = Object.getOwnPropertyDescriptor(global, holder)?.value;
      const fn = value && !isProxy(value) ? nativeFunction(value, name, name) : null;
      if (fn) return fn as typeof Object.getOwnPropertyDescriptor;
    }
    const fn = internalFunction('ObjectGetOwnPropertyDescriptor', name);
    if (fn) return fn as typeof Object.getOwnPropertyDescriptor;
    throw new Error('the program has replaced Object.getOwnPropertyDescriptor');
  }

  /** A built-in function by the key under which an object has it, and its own name. */
  function nativeFunction(holder: object, key: string, name: string): unknown {
    const fn = Object.getOwnPropertyDescriptor(holder, key)?.value;
    return typeof fn === 'function' && textOf(fn) === `function ${name}() { [native code] }` ? fn : null;
  }

  /** A built-in function that Node's `util.inspect` has in its scope; null where it has none of this name. */
  function internalFunction(key: string, name: string): unknown {
    if (internals === null) {
      const asker = parts.createAsker(load('inspector') as typeof import('node:inspector'), global);
      try {
        internals = asker.ask([inspect])[0].scopes ?? [];
      } finally {
        asker.close();
      }
    }
    // The list is an array without prototype.
    for (let i = 0; i < internals.length; i++) {
      const fn = nativeFunction(internals[i].object, key, name);
      if (fn) return fn;
    }
    return null;
  }

  /**
   * What a promise was resolved to or rejected with; undefined while it is pending. The inspector would tell too, but calls for it what
   * the program has to describe errors.
   */
  function promiseResult(promise: object): unknown {
    promiseDetails ??= internalFunction('getPromiseDetails', 'getPromiseDetails') as typeof promiseDetails;
    const details = promiseDetails?.(promise);
    return details ? own(details, 1) : undefined;
  }

  function descriptorOf(value: object, key: PropertyKey): PropertyDescriptor | undefined {
    try {
      return describe(value, key);
    } catch {
      return undefined; // an export of a module namespace that has no value yet
    }
  }

  function own(value: object, key: PropertyKey): unknown {
    const descriptor = descriptorOf(value, key);
    // The descriptor is an object of the program's realm, and may inherit what the program has put there.
    return descriptor !== undefined && hasOwn(descriptor, 'value') ? descriptor.value : undefined;
  }

  function sourceOf(fn: object): string {
    try {
      return textOf(fn);
    } catch {
      return '';
    }
  }

  /** To look through the text of a whole bundle takes 10 ms a megabyte. */
  function isNative(fn: object): boolean {
    const text = sourceOf(fn);
    return text.length < 1000 && /\{\s*\[native code\]\s*\}$/.test(text);
  }

  function brandOf(value: object): Kind {
    if (typeof value === 'function') return 'function';
    if (isArray(value)) return 'array';
    if (isView(value) || types.isBoxedPrimitive(value)) return 'opaque';
    if (types.isMap(value)) return 'map';
    if (types.isSet(value)) return 'set';
    if (types.isPromise(value)) return 'promise';
    if (types.isGeneratorObject(value)) return 'generator';
    if (types.isExternal(value)) return 'opaque';
    return types.isModuleNamespaceObject(value) ? 'keep' : 'object';
  }

  function kindOf(value: object, shape: Shape): Kind {
    if (typeof value === 'function') return 'function';
    if (isArray(value)) return 'array';
    if (isView(value)) return 'opaque';
    return shape.exotic ? brandOf(value) : 'object';
  }

  function sizeOf(value: object, kind: Kind): number {
    if (kind === 'map') return mapSize(value);
    if (kind === 'set') return setSize(value);
    if (kind === 'array') return (value as unknown[]).length;
    return 0;
  }

  function visitProperty(value: object, key: PropertyKey, visit: Visit, how: How = 'property'): boolean {
    const descriptor = descriptorOf(value, key);
    if (descriptor === undefined) return false;
    if (hasOwn(descriptor, 'value')) visit(key, descriptor.value, how);
    else visit(key, descriptor.get ?? descriptor.set, 'accessor');
    return true;
  }

  function keysOf(value: object): readonly PropertyKey[] {
    const known = large.get(value);
    if (known) return known;
    const names = keys(value);
    if (names.length >= LARGE) remember(value, names);
    return names;
  }

  /** Own keys, without symbols and what is hidden where they are many: to list those too takes twice the time. */
  function namesOf(value: object): readonly PropertyKey[] {
    const names = keysOf(value);
    return names.length < LARGE ? ownKeys(value) : names;
  }

  function remember(value: object, names: readonly string[]): void {
    const isKept = names.length >= VERY_LARGE && remembered + names.length <= MOST_REMEMBERED;
    if (isKept) remembered += names.length;
    large.set(value, isKept ? names : null);
  }

  function readProperties(value: object, kind: Kind, limit: number, visit: Visit): readonly PropertyKey[] {
    // The keys of an array are its indexes, as strings; it has few other properties.
    if (kind === 'opaque' || kind === 'array') return [];
    const names = value === global ? variables() : namesOf(value);
    for (let i = 0; i < names.length && i < limit; i++) visitProperty(value, names[i], visit);
    return names;
  }

  /**
   * Keys of the global object that may be the program's. Node's own classes, which are not enumerable, are left alone: from Node 24
   * on, to look at one loads its module.
   */
  function variables(): PropertyKey[] {
    return [...keys(global), ...Object.getOwnPropertySymbols(global)];
  }

  /** A cursor over a known number of places, read by their index. Gives up after a million empty ones in a row. */
  function indexed(length: number, from: number, read: (index: number, visit: Visit) => boolean): Cursor {
    let at = from;
    let empty = 0;
    return {
      next(count, visit) {
        for (const end = at + count; at < end && at < length; at++) {
          if (read(at, visit)) empty = 0;
          else empty++;
        }
        return at < length && empty < 1_000_000;
      },
      skip(count) {
        at += count;
        return at < length;
      },
    };
  }

  function properties(value: object, names: readonly PropertyKey[], from: number): Cursor {
    return indexed(names.length, from, (at, visit) => visitProperty(value, names[at], visit));
  }

  /** A cursor over an iterator of V8's; over no more entries than there were at the start, as the program may go on adding. */
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

  function entries(value: object, kind: Kind): Cursor {
    const size = sizeOf(value, kind);
    if (kind === 'map') {
      return iterated(mapEntries(value), size, (entry, visit) => {
        visit(entry[0], entry[0], 'key');
        visit(entry[0], entry[1], 'value');
      });
    }
    if (kind === 'set') return iterated(setValues(value), size, (member, visit) => visit(null, member, 'member'));
    // A sparse array may be 4e9 long, and only the list of all its keys would tell where something is.
    return indexed(size, 0, (at, visit) => visitProperty(value, at, visit, 'index'));
  }

  const isLarge = (value: object) => large.size > 0 && large.has(value);

  function hash(value: object, shape: Shape): number {
    return hashAt(value, shape, 0);
  }

  /**
   * Of the first few primitive values in an object; where it has none, of what is in its first objects. Sizes count by their order of
   * magnitude, so that a collection that grows is not met twice.
   */
  function hashAt(value: object, shape: Shape, depth: number): number {
    const kind = kindOf(value, shape);
    if (kind === 'function') return hashOfValue(own(value, 'name'), 2);
    if (kind === 'map' || kind === 'set') return clz32(sizeOf(value, kind)) + 11;
    if (kind === 'array') {
      const { length } = value as unknown[];
      return length === 0 ? 1 : (imul(clz32(length), 31) + hashOfValue(own(value, 0), depth)) | 0;
    }
    if (kind !== 'object') return 3;
    if (isLarge(value)) return 13;
    const names = keysOf(value);
    if (names.length >= LARGE) return 13;
    let sum = 17;
    let primitives = 0;
    for (let i = 0; i < names.length && i < 6 && primitives < 3; i++) {
      const item = own(value, names[i]);
      if (typeof item !== 'string' && typeof item !== 'number') continue;
      sum = (imul(sum, 31) + hashOfValue(item, 2)) | 0;
      primitives++;
    }
    for (let i = 0; primitives === 0 && i < names.length && i < 3; i++) {
      sum = (imul(sum, 31) + hashOfValue(own(value, names[i]), depth)) | 0;
    }
    return sum;
  }

  function hashOfValue(value: unknown, depth: number): number {
    if (typeof value === 'number') return (value | 0) ^ ((value * 1e6) | 0);
    if (typeof value === 'string') return hashOfText(value);
    if (typeof value !== 'object' || value === null || depth > 1 || isProxy(value)) return 5;
    return hashAt(value, shapeOf(value), depth + 1) + 7;
  }

  /** Of a few characters: to read one of a long text may make V8 join its pieces. */
  function hashOfText(text: string): number {
    const { length } = text;
    let sum = length;
    if (length > 256) return sum;
    for (let i = length > 12 ? length - 12 : 0; i < length; i++) sum = (sum * 31 + text.charCodeAt(i)) | 0;
    return sum;
  }

  return {
    ...inspection,
    shapeOf,
    kindOf,
    sizeOf,
    lengthOf: viewLength,
    keysOf,
    readProperties,
    entries,
    properties,
    promiseResult,
    hash,
    shapes: shapes.all,
  };
}
