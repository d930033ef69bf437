/** What an object is to a walk. `keep`: nothing to read but its properties; `opaque`: nothing to read at all. */
export type Kind = 'object' | 'function' | 'array' | 'map' | 'set' | 'promise' | 'generator' | 'keep' | 'opaque';

/** What objects of one prototype have in common. */
export interface Shape {
  readonly prototype: object | null;
  /** Name of the constructor, as V8 would say it. */
  readonly name: string;
  readonly type: object | null;
  /** Some built-in type is in the chain: each object has to be looked at for what it is. */
  readonly exotic: boolean;
  /** A class on the chain has `#private` members, which only the inspector lists. */
  readonly secretive: boolean;
  /** A property by whose value objects of this shape are told apart, cheaply (see `createVisited`). */
  readonly mark: PropertyKey | null;
  count: number;
}

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
}

export interface Reader {
  isProxy(value: object): boolean;
  /** The shape of an object that is no proxy. */
  shapeOf(value: object): Shape;
  kindOf(value: object, shape: Shape): Kind;
  /** Number of entries of a collection; for an object, of its own enumerable string keys. */
  sizeOf(value: object, kind: Kind): number;
  /** Number of elements of a typed array. */
  lengthOf(view: object): number;
  /** Properties (not the elements of an array). Gives back the number of keys: what is beyond `limit` is not read. */
  readProperties(value: object, kind: Kind, limit: number, visit: Visit): readonly PropertyKey[];
  /** Entries of a map, set or array. */
  entries(value: object, kind: Kind): Cursor;
  properties(value: object, keys: readonly PropertyKey[], from: number): Cursor;
  /** A number by which objects are told apart cheaply; stays the same as long as the object does not change. */
  hash(value: object, shape: Shape): number;
  /** Value of an own data property; undefined for all else. */
  own(value: object, key: PropertyKey): unknown;
  sourceOf(fn: object): string;
  readonly shapes: Iterable<Shape>;
}

/**
 * Reads objects without the program taking notice: property descriptors only, internal slots through intrinsics.
 *
 * Belongs into a realm of its own (`inNewRealm`): its intrinsics then are V8's own.
 */
export function createReader(types: typeof import('node:util').types): Reader {
  const MAX_SHAPES = 20_000;
  const { isProxy } = types;
  const { getOwnPropertyDescriptor, getPrototypeOf, keys } = Object;
  const { ownKeys } = Reflect;
  const { isArray } = Array;
  const { isView } = ArrayBuffer;
  // biome-ignore lint/complexity/noBannedTypes: any function of any type
  const uncurried = (fn: Function) => Function.prototype.call.bind(fn);
  const mapSize = uncurried(getOwnPropertyDescriptor(Map.prototype, 'size')!.get!) as (map: object) => number;
  const setSize = uncurried(getOwnPropertyDescriptor(Set.prototype, 'size')!.get!) as (set: object) => number;
  const mapEntries = uncurried(Map.prototype.entries) as (map: object) => Iterator<[unknown, unknown]>;
  const setValues = uncurried(Set.prototype.values) as (set: object) => Iterator<unknown>;
  const typedArray = getPrototypeOf(Uint8Array.prototype) as object;
  const viewLength = uncurried(getOwnPropertyDescriptor(typedArray, 'length')!.get!) as (view: object) => number;
  const textOf = uncurried(Function.prototype.toString) as (fn: object) => string;
  const shapes = new Map<object | null, Shape>();

  function own(value: object, key: PropertyKey): unknown {
    try {
      return getOwnPropertyDescriptor(value, key)?.value;
    } catch {
      return undefined; // an export of a module namespace that has no value yet
    }
  }

  function sourceOf(fn: object): string {
    try {
      return textOf(fn);
    } catch {
      return '';
    }
  }

  const isNative = (fn: object) => /\{\s*\[native code\]\s*\}$/.test(sourceOf(fn));

  function shapeOf(value: object): Shape {
    const prototype = getPrototypeOf(value);
    const known = shapes.get(prototype);
    if (known !== undefined) return known;
    const shape = newShape(value, prototype);
    if (shapes.size < MAX_SHAPES) shapes.set(prototype, shape);
    return shape;
  }

  function newShape(value: object, prototype: object | null): Shape {
    let name: string | null = null;
    let type: object | null = null;
    let exotic = prototype === null || brandOf(value) !== 'object';
    let secretive = false;
    let link = prototype;
    for (let depth = 0; link !== null && depth < 100; depth++) {
      if (isProxy(link)) {
        exotic = true;
        break;
      }
      const fn = own(link, 'constructor');
      if (typeof fn === 'function' && !isProxy(fn)) {
        const fnName = own(fn, 'name');
        if (name === null && typeof fnName === 'string' && fnName !== '') {
          name = fnName;
          type = fn;
        }
        if (isNative(fn)) exotic ||= fnName !== 'Object';
        else secretive ||= /^class\b/.test(sourceOf(fn)) && /[\s;{]#[\p{ID_Start}$_]/u.test(sourceOf(fn));
      }
      link = getPrototypeOf(link);
    }
    return { prototype, name: name ?? 'Object', type, exotic, secretive, mark: markOf(value), count: 0 };
  }

  /** The first property with a primitive value that differs from object to object: an id rather than a flag. */
  function markOf(value: object): PropertyKey | null {
    if (typeof value === 'function' || isArray(value) || isView(value) || types.isBoxedPrimitive(value)) return null;
    let best: PropertyKey | null = null;
    const names = keys(value);
    for (let i = 0; i < names.length && i < 20; i++) {
      const primitive = own(value, names[i]);
      if (typeof primitive === 'string' || typeof primitive === 'number') return names[i];
      if (primitive !== null && typeof primitive === 'object') best ??= names[i];
    }
    return best;
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

  function visitProperty(value: object, key: PropertyKey, visit: Visit): void {
    let descriptor: PropertyDescriptor | undefined;
    try {
      descriptor = getOwnPropertyDescriptor(value, key);
    } catch {
      return;
    }
    if (descriptor === undefined) return;
    if (descriptor.get !== undefined) visit(key, descriptor.get, 'accessor');
    else if (descriptor.set !== undefined) visit(key, descriptor.set, 'accessor');
    else visit(key, descriptor.value, 'property');
  }

  function readProperties(value: object, kind: Kind, limit: number, visit: Visit): readonly PropertyKey[] {
    // The keys of a large array would be a large array of strings; an array has few other properties.
    if (kind === 'opaque' || (kind === 'array' && (value as unknown[]).length > 64)) return [];
    // Twice as fast on a large dictionary, which has no symbols and nothing hidden.
    let names: PropertyKey[] = kind === 'object' ? keys(value) : [];
    if (names.length < 1000) names = ownKeys(value);
    for (let i = 0; i < names.length && i < limit; i++) visitProperty(value, names[i], visit);
    return names;
  }

  function properties(value: object, names: readonly PropertyKey[], from: number): Cursor {
    let at = from;
    return {
      next(count, visit) {
        for (const end = at + count; at < end && at < names.length; at++) visitProperty(value, names[at], visit);
        return at < names.length;
      },
    };
  }

  function entries(value: object, kind: Kind): Cursor {
    if (kind === 'map') return mapCursor(value);
    if (kind === 'set') return setCursor(value);
    return arrayCursor(value as unknown[]);
  }

  /** At most as many entries as there were at the start: the program may add them as fast as we read. */
  function mapCursor(map: object): Cursor {
    const iterator = mapEntries(map);
    let left = mapSize(map);
    return {
      next(count, visit) {
        for (let i = 0; i < count; i++) {
          const { done, value } = iterator.next();
          if (done || left-- <= 0) return false;
          visit(value[0], value[0], 'key');
          visit(value[0], value[1], 'value');
        }
        return left > 0;
      },
    };
  }

  function setCursor(set: object): Cursor {
    const iterator = setValues(set);
    let left = setSize(set);
    return {
      next(count, visit) {
        for (let i = 0; i < count; i++) {
          const { done, value } = iterator.next();
          if (done || left-- <= 0) return false;
          visit(null, value, 'member');
        }
        return left > 0;
      },
    };
  }

  /** Gives up after a million holes in a row: a sparse array may be 4e9 long, and only all its keys would tell. */
  function arrayCursor(array: unknown[]): Cursor {
    const length = array.length;
    let at = 0;
    let holes = 0;
    return {
      next(count, visit) {
        for (const end = at + count; at < end && at < length; at++) {
          const descriptor = getOwnPropertyDescriptor(array, at);
          if (descriptor === undefined) holes++;
          else {
            holes = 0;
            if (descriptor.get !== undefined) visit(at, descriptor.get, 'accessor');
            else visit(at, descriptor.value, 'index');
          }
        }
        return at < length && holes < 1_000_000;
      },
    };
  }

  function hash(value: object, shape: Shape): number {
    return hashAt(value, shape, 0);
  }

  function hashAt(value: object, shape: Shape | null, depth: number): number {
    if (isArray(value)) {
      const { length } = value;
      return length === 0 ? 1 : (length * 31 + hashOfValue(own(value, 0), depth)) | 0;
    }
    if (typeof value === 'function') return hashOfValue(own(value, 'name'), 2);
    const { mark } = shape ?? shapeOf(value);
    return mark === null ? 4 : hashOfValue(own(value, mark), depth);
  }

  function hashOfValue(value: unknown, depth: number): number {
    if (typeof value === 'number') return (value | 0) ^ ((value * 1e6) | 0);
    if (typeof value === 'string') return hashOfText(value);
    if (typeof value !== 'object' || value === null || depth > 1 || isProxy(value)) return 5;
    return hashAt(value, null, depth + 1) + 7;
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
    isProxy,
    shapeOf,
    kindOf,
    sizeOf,
    lengthOf: viewLength,
    readProperties,
    entries,
    properties,
    hash,
    own,
    sourceOf,
    shapes: { [Symbol.iterator]: () => shapes.values() },
  };
}
