import { program } from '../program.js';
import { Entry } from './constructor-count.js';
import { isNative, isRenamed, methodOf, nameOf, own } from './function-facts.js';

/** Of a chain of prototypes that is longer, the rest is not looked at, for each of its objects anew. */
const MOST_LINKS = 100;
const MOST_EXAMPLES = 500;
const { getPrototypeOf } = Object;
const { isProxy, isNativeError, isDate } = (program.load('util') as typeof import('node:util')).types;

/** The counts, one a constructor, found by the prototypes of objects; they hold constructors and a few examples. */
export class ConstructorEntries {
  /** All that have a number, in their order. */
  readonly all: Entry[] = [];
  /** Constructors with source code of their own, whose place can be asked for. */
  readonly constructors: object[] = [];
  /** An object each of those that only V8 can name. */
  readonly examples: object[] = [];
  readonly #byKey = new Map<unknown, Entry>();

  /**
   * The entry of the objects of a prototype, of which `object` is one: by the first constructor on the chain that is not
   * `Object`, or the first `Symbol.toStringTag`.
   */
  ofPrototype(prototype: object | null, object: object): Entry {
    let isDirect = true;
    let link = prototype;
    for (let depth = 0; link !== null && depth < MOST_LINKS && !isProxy(link); depth++, link = getPrototypeOf(link)) {
      const fn = own(link, 'constructor');
      if (typeof fn === 'function' && !isProxy(fn)) {
        const name = nameOf(fn);
        // Of `B.prototype = Object.create(A.prototype)` and of classes without name V8 knows more than the chain tells.
        const isTold = (isDirect && name !== '' && !isRenamed(fn)) || isNativeError(object) || isDate(object);
        const mayAsk = this.examples.length < MOST_EXAMPLES;
        if (name !== 'Object' && !isTold && mayAsk)
          return isDirect ? this.#add(prototype, null, fn, object) : this.#addByMethod(prototype, object);
        if (name !== 'Object' && name !== '') return this.#add(fn, name, fn, null);
        // Prototypes of built-in iterators each have a tag of their own: whichever came first would name them all.
        const isTagged = typeof own(object, Symbol.toStringTag) === 'string';
        if (name === 'Object' && !isDirect && !isTagged && mayAsk) return this.#addByMethod(prototype, object);
        if (name === 'Object') break;
      }
      const tag = own(link, Symbol.toStringTag);
      if (typeof tag === 'string') return this.ofName(tag);
      isDirect = false;
    }
    return this.ofName('Object');
  }

  /** The entry of this name that has no constructor. */
  ofName(name: string): Entry {
    return this.#add(name, name, null, null);
  }

  /** Gives an entry its number, if it has none. */
  number(entry: Entry): void {
    if (entry.index >= 0) return;
    if (entry.holds !== null && typeof entry.holds !== 'string') this.number(entry.holds);
    entry.index = this.all.push(entry) - 1;
  }

  /** Where the constructor of a prototype is not known, a method tells whose it is. */
  #addByMethod(prototype: object | null, example: object): Entry {
    const entry = this.#add(prototype, null, prototype && methodOf(prototype), example);
    entry.isMethod = entry.fn !== -1;
    return entry;
  }

  #add(key: unknown, name: string | null, fn: object | null, example: object | null): Entry {
    let entry = this.#byKey.get(key);
    if (entry !== undefined) return entry;
    entry = new Entry(name, null, 1);
    entry.isTold = true;
    if (fn !== null && !isNative(fn)) entry.fn = this.constructors.push(fn) - 1;
    if (example !== null) entry.example = this.examples.push(example) - 1;
    this.#byKey.set(key, entry);
    this.number(entry);
    return entry;
  }
}
