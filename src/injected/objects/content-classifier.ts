import { types, uncurry } from './intrinsics.js';
import { type DictionaryKeys, ShapeTree } from './shape-tree.js';

/** The built-in classes whose objects are told apart by what they consist of. */
export type Container = 'Object' | 'Array' | 'Map' | 'Set' | 'Function';

/** Makes what stands for all objects of one content. */
export interface ContentFactory<T> {
  /** Plain objects with these own keys. */
  ofKeys(keys: readonly string[]): T;
  /** The arguments of calls, which V8 knows by a class of their own. */
  ofArguments(): T;
  /** Functions with the text of this one, the first of them. */
  ofFunction(fn: object): T;
  /** Bound functions of this name. */
  ofBound(name: string): T;
}

/** A longer text is compared by its length and its beginning. */
const MOST_COMPARED = 1000;
const MOST_TEXTS = 50_000;
const { getOwnPropertyDescriptor, hasOwn } = Object;
const lookupGetter = (Object.prototype as unknown as { readonly __lookupGetter__: (key: PropertyKey) => unknown })
  .__lookupGetter__;
const { isArray } = Array;
const { isArgumentsObject, isMap, isSet } = types;
const textOf = uncurry(Function.prototype.toString) as (fn: object) => string;
const mapValues = uncurry(Map.prototype.values) as (map: object) => Iterator<unknown>;
const setValues = uncurry(Set.prototype.values) as (set: object) => Iterator<unknown>;

/**
 * Tells plain objects apart by their own keys, and functions by their text. It calls nothing of the program, and makes
 * V8 allocate nothing for an object that stays.
 */
export class ContentClassifier<T> {
  readonly #factory: ContentFactory<T>;
  readonly #shapes: ShapeTree<T>;
  /** Shapes with the keys of a list: objects of these may be arguments. */
  readonly #lists = new Set<T>();
  #arguments: T | null = null;
  /** Functions by the hashes of their texts. */
  readonly #texts = new Map<number, { readonly text: string; readonly found: T | null }[]>();
  readonly #bound = new Map<string, T>();
  #textCount = 0;

  constructor(factory: ContentFactory<T>) {
    this.#factory = factory;
    this.#shapes = new ShapeTree((keys) => {
      const shape = factory.ofKeys(keys);
      if (keys[0] === '0') this.#lists.add(shape);
      return shape;
    });
  }

  /**
   * What a plain object is; null without own keys, and where there are too many of other kinds. `dictionary` becomes
   * what is known of one with many keys.
   */
  ofPlain(object: object, dictionary?: DictionaryKeys): T | null {
    const shape = this.#shapes.find(object, dictionary);
    if (this.#lists.size === 0 || shape === null || !this.#lists.has(shape) || !isArgumentsObject(object)) return shape;
    this.#arguments ??= this.#factory.ofArguments();
    return this.#arguments;
  }

  /** What a function is; null for a built-in one, and where there are too many others. */
  ofFunction(fn: object): T | null {
    const whole = textOf(fn);
    const text = whole.length > MOST_COMPARED ? whole.slice(0, MOST_COMPARED) : whole;
    const hash = hashOf(whole);
    let alike = this.#texts.get(hash);
    if (alike === undefined) {
      alike = [];
      this.#texts.set(hash, alike);
    }
    for (let i = 0; i < alike.length; i++) {
      if (alike[i].text === text) return alike[i].found ?? this.#ofBound(fn);
    }
    if (this.#textCount++ >= MOST_TEXTS) return null;
    const found = whole.endsWith('{ [native code] }') ? null : this.#factory.ofFunction(fn);
    alike.push({ text, found });
    return found ?? this.#ofBound(fn);
  }

  #ofBound(fn: object): T | null {
    const name: unknown = getOwnPropertyDescriptor(fn, 'name')?.value;
    if (typeof name !== 'string' || !name.startsWith('bound ')) return null;
    const known = this.#bound.get(name);
    if (known !== undefined || this.#bound.size >= MOST_TEXTS) return known ?? null;
    const found = this.#factory.ofBound(name);
    this.#bound.set(name, found);
    return found;
  }
}

/**
 * A hash of a text's length and of a few of its characters: V8's own would read the whole text, for each function anew.
 */
function hashOf(text: string): number {
  const step = Math.max(1, text.length >> 3);
  let hash = text.length;
  for (let at = step >> 1; at < text.length; at += step) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
  return hash;
}

/** What is said of a collection without entries. */
export const EMPTY = Symbol('empty');
/** What is said of a collection whose first entry cannot be told. */
export const UNTOLD = Symbol('untold');

/** The first element of an array, value of a map, or member of a set; else `EMPTY` or `UNTOLD`. */
export function firstOf(object: object, container: 'Array' | 'Map' | 'Set'): unknown {
  if (container === 'Array') {
    if (!isArray(object)) return UNTOLD;
    if (object.length === 0) return EMPTY;
    // A descriptor would be an object for each array; what has no getter of its own runs no code when it is read.
    return hasOwn(object, 0) && lookupGetter.call(object, 0) === undefined ? object[0] : UNTOLD;
  }
  if (container === 'Map' ? !isMap(object) : !isSet(object)) return UNTOLD;
  const first = (container === 'Map' ? mapValues(object) : setValues(object)).next();
  return first.done ? EMPTY : first.value;
}
