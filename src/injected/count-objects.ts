/** How many objects one constructor has made. `fn`: its index in `constructors`, -1 where none is known. */
export interface ConstructorCount {
  /** What V8 would call them; null where only V8 can tell, which `example` is there for. */
  readonly name: string | null;
  readonly fn: number;
  /** An index into `examples`, or -1. */
  readonly example: number;
  count: number;
}

/** All objects that were given, counted. It holds constructors and a few examples, none of the objects otherwise. */
export interface ObjectCounts {
  readonly counts: readonly ConstructorCount[];
  /** Constructors with source code of their own, whose place can be asked for. */
  readonly constructors: readonly object[];
  readonly examples: readonly object[];
  /** The first `most` of the given objects that belong to some of the counts, which are named by their indices. */
  pick(objects: readonly object[], wanted: readonly number[], most: number): readonly object[];
}

export type CountObjects = typeof countObjects;

/**
 * Counts objects by their constructor, as V8 names it in a heap snapshot (JSReceiver::GetConstructorName).
 *
 * Belongs into a realm of its own (`inNewRealm`). It reads prototypes and own data properties, and calls nothing of the program;
 * no proxy may be among the objects (`Runtime.queryObjects` gives none). One lookup an object.
 */
export function countObjects(objects: readonly object[], types: typeof import('node:util').types): ObjectCounts {
  const { getPrototypeOf, getOwnPropertyDescriptor } = Object;
  const { isProxy, isNativeError, isDate } = types;
  const sourceOf = Function.prototype.call.bind(Function.prototype.toString) as (fn: object) => string;
  const mostExamples = 500;
  const counts: ConstructorCount[] = [];
  const constructors: object[] = [];
  const examples: object[] = [];
  const byPrototype = new Map<object | null, ConstructorCount>();
  const byKey = new Map<unknown, ConstructorCount>();

  function own(object: object, key: PropertyKey): unknown {
    try {
      return getOwnPropertyDescriptor(object, key)?.value;
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

  function add(key: unknown, name: string | null, fn: object | null, example: object | null): ConstructorCount {
    let entry = byKey.get(key);
    if (entry !== undefined) return entry;
    let fnIndex = -1;
    if (fn !== null && !/\{\s*\[native code\]\s*\}$/.test(sourceOf(fn))) fnIndex = constructors.push(fn) - 1;
    entry = { name, fn: fnIndex, example: example === null ? -1 : examples.push(example) - 1, count: 0 };
    byKey.set(key, entry);
    counts.push(entry);
    return entry;
  }

  /** The first constructor on the chain that is not `Object`, or the first `Symbol.toStringTag`. */
  function entryOf(object: object, prototype: object | null): ConstructorCount {
    let isDirect = true;
    for (let link = prototype; link !== null && !isProxy(link); link = getPrototypeOf(link)) {
      const fn = own(link, 'constructor');
      if (typeof fn === 'function' && !isProxy(fn)) {
        const name = nameOf(fn);
        // Of `B.prototype = Object.create(A.prototype)` and of classes without name V8 knows more than the chain tells.
        const isTold = (isDirect && name !== '' && !isRenamed(fn)) || isNativeError(object) || isDate(object);
        const mayAsk = examples.length < mostExamples;
        if (name !== 'Object' && !isTold && mayAsk) return add(prototype, null, isDirect ? fn : null, object);
        if (name !== 'Object' && name !== '') return add(fn, name, fn, null);
        if (name === 'Object' && !isDirect && mayAsk) return add(prototype, null, null, object);
        if (name === 'Object') break;
      }
      const tag = own(link, Symbol.toStringTag);
      if (typeof tag === 'string') return add(tag, tag, null, null);
      isDirect = false;
    }
    return add('Object', 'Object', null, null);
  }

  const functions = add('Function', 'Function', null, null);
  let last: object | null | undefined;
  let lastEntry = functions;
  function countOf(object: object): ConstructorCount {
    if (typeof object === 'function') return functions;
    const prototype = getPrototypeOf(object);
    if (prototype !== last) {
      last = prototype;
      lastEntry = byPrototype.get(prototype) ?? entryOf(object, prototype);
      byPrototype.set(prototype, lastEntry);
    }
    return lastEntry;
  }

  for (let i = 0; i < objects.length; i++) countOf(objects[i]).count++;
  const met = counts.filter(({ count }) => count > 0);
  return {
    counts: met,
    constructors,
    examples,
    pick(objects, wanted, most) {
      const entries = new Set<ConstructorCount>();
      for (let i = 0; i < wanted.length; i++) entries.add(met[wanted[i]]);
      const picked: object[] = [];
      for (let i = 0; i < objects.length && picked.length < most; i++) {
        if (entries.has(countOf(objects[i]))) picked.push(objects[i]);
      }
      return picked;
    },
  };
}
