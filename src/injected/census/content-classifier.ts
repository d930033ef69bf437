import { program } from '../program.js';
import { ShapeTree } from './shape-tree.js';

/** The built-in classes whose objects are told apart by what they consist of. */
export type Container = 'Object' | 'Array' | 'Map' | 'Set' | 'Function';

/** Objects of one built-in class that consist of the same. */
export interface Content {
  /** Own keys of plain objects. */
  readonly keys: readonly string[] | null;
  /** A value that a collection holds, as a sample of what it holds. */
  readonly sample: { readonly value: unknown } | null;
  /** For functions of one text, the first of them. */
  readonly fn: object | null;
  /** The name of a bound function. */
  readonly boundName: string | null;
}

/** A longer text is compared by its length and its beginning. */
const MOST_COMPARED = 1000;
const MOST_TEXTS = 50_000;
const { getOwnPropertyDescriptor, hasOwn } = Object;
const { isArray } = Array;
const { isMap, isSet } = (program.load('util') as typeof import('node:util')).types;
const uncurry = (method: unknown) => Function.prototype.call.bind(method as () => void) as unknown;
const textOf = uncurry(Function.prototype.toString) as (fn: object) => string;
const mapValues = uncurry(Map.prototype.values) as (map: object) => Iterator<unknown>;
const setValues = uncurry(Set.prototype.values) as (set: object) => Iterator<unknown>;

/**
 * Tells what objects of built-in classes consist of: plain objects by their own keys, functions by their text, collections by a sample of
 * what they hold. It calls nothing of the program, and makes V8 allocate nothing for an object that stays.
 */
export class ContentClassifier {
  readonly #shapes = new ShapeTree<Content>((keys) => ({ ...NOTHING, keys }));
  /** Functions by the length of their texts. */
  readonly #texts = new Map<number, { readonly text: string; readonly content: Content | null }[]>();
  readonly #bound = new Map<string, Content>();
  #textCount = 0;

  /** What a plain object or function consists of; null where that is nothing to tell it by, or there are too many of other kinds. */
  contentOf(object: object, container: 'Object' | 'Function'): Content | null {
    return container === 'Object' ? this.#shapes.find(object) : this.#byText(object);
  }

  #byText(fn: object): Content | null {
    const text = textOf(fn);
    let alike = this.#texts.get(text.length);
    if (alike === undefined) {
      alike = [];
      this.#texts.set(text.length, alike);
    }
    const start = text.length > MOST_COMPARED ? text.slice(0, MOST_COMPARED) : text;
    for (let i = 0; i < alike.length; i++) {
      if (alike[i].text === start) return alike[i].content ?? this.#byName(fn);
    }
    if (this.#textCount++ >= MOST_TEXTS) return null;
    const isNative = start.length < MOST_COMPARED && /\{\s*\[native code\]\s*\}$/.test(start);
    const content = isNative ? null : { ...NOTHING, fn };
    alike.push({ text: start, content });
    return content ?? this.#byName(fn);
  }

  #byName(fn: object): Content | null {
    const name: unknown = getOwnPropertyDescriptor(fn, 'name')?.value;
    if (typeof name !== 'string' || !name.startsWith('bound ')) return null;
    let content = this.#bound.get(name);
    if (content === undefined && this.#bound.size < MOST_TEXTS) {
      content = { ...NOTHING, boundName: name };
      this.#bound.set(name, content);
    }
    return content ?? null;
  }
}

const NOTHING: Content = { keys: null, sample: null, fn: null, boundName: null };

/** The first element of an array, value of a map, or member of a set; null where there is none. */
export function firstOf(object: object, container: 'Array' | 'Map' | 'Set'): { readonly value: unknown } | null {
  if (container === 'Array') {
    const first = isArray(object) && object.length > 0 ? getOwnPropertyDescriptor(object, 0) : undefined;
    return first !== undefined && hasOwn(first, 'value') ? { value: first.value } : null;
  }
  if (container === 'Map' ? !isMap(object) : !isSet(object)) return null;
  const first = (container === 'Map' ? mapValues(object) : setValues(object)).next();
  return first.done ? null : first;
}
