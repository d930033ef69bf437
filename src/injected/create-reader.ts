import type { createAsker } from './create-asker.js';
import type { Cursor, createCursors } from './create-cursors.js';
import type { createIntrinsics } from './create-intrinsics.js';
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

/** The parts of a reader, as they stand in its realm. */
export interface ReaderParts {
  readonly createAsker: typeof createAsker;
  readonly createIntrinsics: typeof createIntrinsics;
  readonly createShapes: typeof createShapes;
  readonly createCursors: typeof createCursors;
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
  /** Whether an object was seen to have so many keys that it takes long to list them. */
  isLarge(value: object): boolean;
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
  const { types } = load('util') as typeof import('node:util');
  const { getPrototypeOf, hasOwn, keys } = Object;
  const { ownKeys } = Reflect;
  const { isArray } = Array;
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
  /** Objects so large that to list their keys again would take long (0.3 s a million), and of the largest the keys. */
  const large = new Map<object, readonly PropertyKey[] | null>();
  let remembered = 0;
  const { descriptorOf, promiseResult, ...intrinsics } = parts.createIntrinsics(parts, load, global);
  const isOrdinary = (value: object) => brandOf(value) === 'object';
  const inspection: Inspection = { ...intrinsics, isOrdinary };
  const shapes = parts.createShapes(inspection);
  const { indexed, iterated } = parts.createCursors();

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

  function properties(value: object, names: readonly PropertyKey[], from: number): Cursor {
    return indexed(names.length, from, (at, visit) => visitProperty(value, names[at], visit));
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

  return {
    ...inspection,
    shapeOf: shapes.of,
    kindOf,
    sizeOf,
    lengthOf: viewLength,
    keysOf,
    readProperties,
    entries,
    properties,
    promiseResult,
    isLarge: (value) => large.size > 0 && large.has(value),
    shapes: shapes.all,
  };
}
