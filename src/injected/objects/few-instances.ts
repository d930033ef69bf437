import { hasIndexes, isProxy, mapSize, own, setSize, types, uncurry } from './intrinsics.js';

/** A class that has more objects has these in a collection. */
export const FEW = 8;
/** Objects that are remembered in all. */
const MOST = 2000;
const MOST_KEYS = 40;
const { hasOwn } = Object;
const { isArray } = Array;
const valuesOf = uncurry(Map.prototype.values) as (map: object) => Iterable<unknown>;

/** What the last census has seen of the classes of the program that have few objects: it holds none of these. */
export const fewInstances: {
  instances: readonly WeakRef<object>[];
  /** The numbers of entries of collections in them. */
  entries: WeakMap<object, number>;
} = { instances: [], entries: new WeakMap() };

/**
 * Remembers the objects of classes that have few, for walks, which V8 does not tell the `this` of arrow functions: so a
 * service, a store or a pool may be held alone that nothing else refers to.
 */
export function rememberFew(instances: readonly object[]): void {
  // The prototype of a class is an object of the class that it extends.
  const some = instances.filter((instance) => !hasOwn(instance, 'constructor')).slice(0, MOST);
  fewInstances.instances = some.map((instance) => new WeakRef(instance));
  fewInstances.entries = new WeakMap();
  for (const instance of some) countEntriesIn(instance);
}

/** Counts an object that is a collection, those that are its properties, and the values of a small Map among these. */
function countEntriesIn(instance: object): void {
  countEntriesOf(instance);
  if (hasIndexes(instance)) return;
  const keys = Reflect.ownKeys(instance);
  for (let i = 0; i < keys.length && i < MOST_KEYS; i++) {
    const value = own(instance, keys[i]);
    const size = countEntriesOf(value);
    if (size === null || size > FEW || !types.isMap(value)) continue;
    for (const inner of valuesOf(value)) countEntriesOf(inner);
  }
}

function countEntriesOf(value: unknown): number | null {
  const entries = entriesOf(value);
  if (entries !== null) fewInstances.entries.set(value as object, entries);
  return entries;
}

/** The number of entries of a Map, Set or array; null of all else. */
function entriesOf(value: unknown): number | null {
  if (typeof value !== 'object' || value === null || isProxy(value)) return null;
  if (isArray(value)) return value.length;
  return types.isMap(value) ? mapSize(value) : types.isSet(value) ? setSize(value) : null;
}
