import { program } from '../program.js';

/** How many objects one constructor has made. `fn`: its index in `constructors`, -1 where none is known. */
export interface ConstructorCount {
  /** What V8 would call them; null where only V8 can tell, which `example` is there for. */
  readonly name: string | null;
  readonly fn: number;
  /** An index into `examples`, or -1. */
  readonly example: number;
  count: number;
}

const MOST_EXAMPLES = 500;
const { getPrototypeOf, getOwnPropertyDescriptor } = Object;
const { isProxy, isNativeError, isDate } = (program.load('util') as typeof import('node:util')).types;
const sourceOf = Function.prototype.call.bind(Function.prototype.toString) as (fn: object) => string;

/**
 * Counts objects by their constructor, as V8 names it in a heap snapshot (JSReceiver::GetConstructorName).
 *
 * It reads prototypes and own data properties, and calls nothing of the program; no proxy may be among the objects
 * (`Runtime.queryObjects` gives none). One lookup an object. It holds constructors and a few examples, none of the objects otherwise.
 */
export class ObjectCounter {
  readonly #counts: ConstructorCount[] = [];
  readonly #constructors: object[] = [];
  readonly #examples: object[] = [];
  readonly #byPrototype = new Map<object | null, ConstructorCount>();
  readonly #byKey = new Map<unknown, ConstructorCount>();
  readonly #functions = this.#add('Function', 'Function', null, null);
  #met: readonly ConstructorCount[] = [];
  #last: object | null | undefined;
  #lastEntry = this.#functions;

  constructor(objects: readonly object[]) {
    for (let i = 0; i < objects.length; i++) {
      if (!isCausedByUs(objects[i])) this.#countOf(objects[i]).count++;
    }
    this.#met = this.#counts.filter(({ count }) => count > 0);
  }

  /** The counts of all that were met. */
  counts(): readonly ConstructorCount[] {
    return this.#met;
  }

  /** Constructors with source code of their own, whose place can be asked for. */
  constructors(): readonly object[] {
    return this.#constructors;
  }

  examples(): readonly object[] {
    return this.#examples;
  }

  /** The first `most` of the given objects that belong to some of the counts, which are named by their indices. */
  pick(objects: readonly object[], wanted: readonly number[], most: number): readonly object[] {
    const entries = new Set<ConstructorCount>();
    for (const index of wanted) entries.add(this.#met[index]);
    const picked: object[] = [];
    for (let i = 0; i < objects.length && picked.length < most; i++) {
      if (entries.has(this.#countOf(objects[i])) && !isCausedByUs(objects[i])) picked.push(objects[i]);
    }
    return picked;
  }

  #countOf(object: object): ConstructorCount {
    if (typeof object === 'function') return this.#functions;
    const prototype = getPrototypeOf(object);
    if (prototype !== this.#last) {
      this.#last = prototype;
      this.#lastEntry = this.#byPrototype.get(prototype) ?? this.#entryOf(object, prototype);
      this.#byPrototype.set(prototype, this.#lastEntry);
    }
    return this.#lastEntry;
  }

  /** The first constructor on the chain that is not `Object`, or the first `Symbol.toStringTag`. */
  #entryOf(object: object, prototype: object | null): ConstructorCount {
    let isDirect = true;
    for (let link = prototype; link !== null && !isProxy(link); link = getPrototypeOf(link)) {
      const fn = own(link, 'constructor');
      if (typeof fn === 'function' && !isProxy(fn)) {
        const name = nameOf(fn);
        // Of `B.prototype = Object.create(A.prototype)` and of classes without name V8 knows more than the chain tells.
        const isTold = (isDirect && name !== '' && !isRenamed(fn)) || isNativeError(object) || isDate(object);
        const mayAsk = this.#examples.length < MOST_EXAMPLES;
        if (name !== 'Object' && !isTold && mayAsk) return this.#add(prototype, null, isDirect ? fn : null, object);
        if (name !== 'Object' && name !== '') return this.#add(fn, name, fn, null);
        if (name === 'Object' && !isDirect && mayAsk) return this.#add(prototype, null, null, object);
        if (name === 'Object') break;
      }
      const tag = own(link, Symbol.toStringTag);
      if (typeof tag === 'string') return this.#add(tag, tag, null, null);
      isDirect = false;
    }
    return this.#add('Object', 'Object', null, null);
  }

  #add(key: unknown, name: string | null, fn: object | null, example: object | null): ConstructorCount {
    let entry = this.#byKey.get(key);
    if (entry !== undefined) return entry;
    let fnIndex = -1;
    if (fn !== null && !/\{\s*\[native code\]\s*\}$/.test(sourceOf(fn))) fnIndex = this.#constructors.push(fn) - 1;
    entry = { name, fn: fnIndex, example: example === null ? -1 : this.#examples.push(example) - 1, count: 0 };
    this.#byKey.set(key, entry);
    this.#counts.push(entry);
    return entry;
  }
}

function isCausedByUs(object: object): boolean {
  return program.causedPrototypes.has(object);
}

function own(object: object, key: PropertyKey): unknown {
  try {
    const descriptor = getOwnPropertyDescriptor(object, key);
    return descriptor?.value;
  } catch {
    return undefined; // an export of a module namespace that has no value yet
  }
}

/** Whether the program has put something else into the function's `name`: how V8 takes that, differs from version to version. */
function isRenamed(fn: object): boolean {
  const descriptor = getOwnPropertyDescriptor(fn, 'name');
  return descriptor === undefined || descriptor.writable !== false || typeof descriptor.value !== 'string';
}

/** The name that the function was given in the source. */
function nameOf(fn: object): string {
  if (!isRenamed(fn)) return own(fn, 'name') as string;
  return (
    /^(?:class|(?:async\s+)?function\s*\*?)\s+([\p{ID_Start}$_][\p{ID_Continue}$]*)/u.exec(sourceOf(fn))?.[1] ?? ''
  );
}
