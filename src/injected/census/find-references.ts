import { hasIndexes, isProxy } from '../objects/intrinsics.js';

/** How many objects at most are considered: those at the end of the list, which are most often the youngest. */
export const CONSIDERED = 100_000;
/** How many objects of each class are looked at. */
export const SAMPLES = 3;
const MOST_KEYS = 40;
const MOST_ELEMENTS = 8;
const { getPrototypeOf, getOwnPropertyDescriptor } = Object;

/**
 * To the objects of which classes those of a class refer by own properties, by arrays in these, or by their prototype,
 * as a few of the youngest tell. `classes` are those of the last objects, null where one is of no interest; `classOf`
 * gives that of an object to which one of the class `from` refers.
 */
export function findReferences<T extends { readonly isTold: boolean }>(
  objects: readonly object[],
  classes: readonly (T | null)[],
  classOf: (from: T, value: object) => T | null,
): ReadonlyMap<T, ReadonlySet<T>> {
  const found = new Map<T, Set<T>>();
  const samples = new Map<T, number>();
  const start = objects.length - classes.length;
  for (let i = classes.length - 1; i >= 0; i--) {
    const from = classes[i];
    const looked = from?.isTold ? (samples.get(from) ?? 0) : SAMPLES;
    if (from === null || looked === SAMPLES) continue;
    samples.set(from, looked + 1);
    let references = found.get(from);
    if (references === undefined) {
      references = new Set();
      found.set(from, references);
    }
    for (const value of referredBy(objects[start + i])) {
      const to = classOf(from, value);
      if (to?.isTold && to !== from) references.add(to);
    }
  }
  return found;
}

function referredBy(object: object): object[] {
  const values: object[] = [];
  const add = (value: unknown) => {
    if (typeof value === 'object' && value !== null && !isProxy(value)) values.push(value);
  };
  add(getPrototypeOf(object));
  if (hasIndexes(object)) return values;
  const keys = Reflect.ownKeys(object);
  for (let i = 0; i < keys.length && i < MOST_KEYS; i++) {
    const value: unknown = getOwnPropertyDescriptor(object, keys[i])?.value;
    add(value);
    // `isArray` throws on a revoked proxy.
    for (let k = 0; k < MOST_ELEMENTS && !isProxy(value) && Array.isArray(value); k++) {
      add(getOwnPropertyDescriptor(value, k)?.value);
    }
  }
  return values;
}
