import { own, types, uncurry } from '../objects/intrinsics.js';
import type { DictionaryKeys } from '../objects/shape-tree.js';
import type { Collection } from './primitives-in.js';

const { isArray } = Array;
const { getPrototypeOf } = Object;
const { ownKeys } = Reflect;
const method = (name: 'keys' | 'values') => uncurry(Map.prototype[name]) as (map: object) => Iterator<unknown>;
const [mapKeys, mapValues] = [method('keys'), method('values')];
const setValues = uncurry(Set.prototype.values) as (set: object) => Iterator<unknown>;

/** What is known of the bare objects that a collection consists of: the first, and the number. */
export interface BareEntries {
  readonly first: object;
  readonly count: number;
  /** They are the keys of a Map. */
  readonly areKeys: boolean;
}

/**
 * A bare object has no prototype (`Object.create(null)`, what `querystring.parse` gives): a list of all objects, which
 * are found by their prototypes, lacks it. The namespace of a module is none.
 */
export function isBare(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return false;
  return getPrototypeOf(value) === null && !types.isModuleNamespaceObject(value);
}

/**
 * The bare objects in a collection of `count` entries, of which the first tells of all; null where that is none.
 * `dictionary` is what is known of the keys of an object that has many.
 */
export function bareIn(
  object: object,
  container: Collection,
  count: number,
  dictionary: Readonly<DictionaryKeys> | undefined,
): BareEntries | null {
  const value = firstValue(object, container, dictionary);
  if (isBare(value)) return { first: value, count, areKeys: false };
  const key = container === 'Map' ? mapKeys(object).next().value : null;
  return isBare(key) ? { first: key, count, areKeys: true } : null;
}

/** The last of the bare objects in a collection, the youngest first. */
export function lastBare(object: object, container: Collection, { areKeys }: BareEntries, most: number): object[] {
  const last: unknown[] = [];
  if (container === 'Array' || container === 'Object') {
    const keys = container === 'Object' ? ownKeys(object) : null;
    const count = keys?.length ?? (object as readonly unknown[]).length;
    for (let i = Math.max(0, count - most); i < count; i++) last.push(own(object, keys?.[i] ?? i));
  } else {
    const entries = container === 'Set' ? setValues(object) : areKeys ? mapKeys(object) : mapValues(object);
    for (let next = entries.next(); !next.done; next = entries.next()) {
      last.push(next.value);
      if (last.length > most) last.shift();
    }
  }
  return last.filter(isBare).reverse();
}

function firstValue(object: object, container: Collection, dictionary: Readonly<DictionaryKeys> | undefined): unknown {
  switch (container) {
    case 'Array':
      return isArray(object) ? own(object, 0) : null;
    case 'Map':
      return mapValues(object).next().value;
    case 'Set':
      return setValues(object).next().value;
    default:
      return dictionary && own(object, dictionary.first);
  }
}
