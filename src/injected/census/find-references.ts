import { program } from '../program.js';

/** How many objects are considered: those at the end of the list, which are most often the youngest. */
const CONSIDERED = 100_000;
/** How many objects of each class are looked at. */
export const SAMPLES = 3;
const MOST_KEYS = 40;
const MOST_ELEMENTS = 8;
const { getPrototypeOf, getOwnPropertyDescriptor } = Object;
const { isProxy } = (program.load('util') as typeof import('node:util')).types;

/**
 * To the objects of which classes those of a class refer by own properties, by arrays in these, or by their prototype,
 * as a few of the youngest tell. `classOf` gives null for an object that is of no interest; `meet` is told of each
 * object that is referred to.
 */
export function findReferences<T>(
  objects: readonly object[],
  classOf: (object: object) => T | null,
  meet: (from: T, value: object) => void,
): ReadonlyMap<T, ReadonlySet<T>> {
  const found = new Map<T, Set<T>>();
  const samples = new Map<T, number>();
  const end = Math.max(0, objects.length - CONSIDERED);
  for (let i = objects.length - 1; i >= end; i--) {
    const from = typeof objects[i] === 'function' ? null : classOf(objects[i]);
    const looked = from === null ? SAMPLES : (samples.get(from) ?? 0);
    if (from === null || looked === SAMPLES) continue;
    samples.set(from, looked + 1);
    let references = found.get(from);
    if (references === undefined) {
      references = new Set();
      found.set(from, references);
    }
    for (const value of referredBy(objects[i])) {
      meet(from, value);
      const to = classOf(value);
      if (to !== null && to !== from) references.add(to);
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
  // The keys of a view or an array are its indexes, of which there may be millions.
  if (ArrayBuffer.isView(object) || Array.isArray(object)) return values;
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
