import { program } from '../program.js';
import { util } from './node.js';

/** How a value is printed: in how many columns, and whether the value's own code may run for it. */
export interface PrintOptions {
  readonly width: number;
  readonly customInspect: boolean;
}

/**
 * Prints a value as Node's console does, bounded: a Map of a million entries or a string of 100 MB gives a short text.
 *
 * util.inspect bounds arrays, maps, sets and strings, but neither the properties of an object (it asks for all their
 * names, 0.5 s for a million, even where it prints `[Object]`) nor the product of all these over its depth. So it is
 * given stand-ins for objects of very many properties, and where the text grows too long, tighter bounds are tried.
 */
export function print(value: unknown, options: PrintOptions): string {
  const { inspect, types } = util;
  const longestText = 20_000;
  const longestString = 10_000;
  const mostProperties = 200;
  const mostShown = 100;
  const longArray = 1000;
  /** What has more to show than this makes a text that is too long. */
  const mostReads = 5000;
  /** To list the names of objects takes 0.3 s a million: beyond so many, no further object is looked into. */
  const mostNames = 50_000;
  /** Node 18 prints all entries of a Map or Set, and then drops most. */
  const printsAllEntries = /^1\d\./.test(program.process.versions.node);
  let more = '';
  let reads = 0;
  let listed = 0;

  /** The first indexes of a long array: to find all, where some are missing, takes a second a million. */
  const firstIndexes = (array: readonly unknown[]): string[] => {
    const found: string[] = [];
    for (let at = 0; at < array.length && at < 10_000 && found.length < mostShown; at++) {
      if (Object.getOwnPropertyDescriptor(array, at)) found.push(String(at));
    }
    return found;
  };

  /** Asked for once an object: that is what takes long. */
  const namesKnown = new Map<object, string[]>();
  const namesOf = (object: object): string[] | null => {
    const known = namesKnown.get(object);
    if (known) return known;
    const isCollection = Array.isArray(object) || types.isMap(object) || types.isSet(object);
    if (listed > mostNames && !isCollection) return null;
    const names = Array.isArray(object) && object.length > longArray ? firstIndexes(object) : Object.keys(object);
    listed += names.length;
    namesKnown.set(object, names);
    return names;
  };

  const label = (object: object, text: string): object =>
    Object.defineProperty(object, Symbol.toStringTag, { value: text });

  /** Whether inspect, which asks for the tag of an object, would call a getter of the program's for it. */
  const hasTagGetter = (object: object): boolean => {
    for (let at: object | null = object; at !== null && !types.isProxy(at); at = Object.getPrototypeOf(at)) {
      const tag = Object.getOwnPropertyDescriptor(at, Symbol.toStringTag);
      if (tag) return tag.get !== undefined;
    }
    return false;
  };

  /**
   * Whether inspect, which asks functions and constructors for their names, would call a getter of the program's for
   * one.
   */
  const hasNameGetter = (object: object): boolean => {
    for (let at: object | null = object; at !== null && !types.isProxy(at); at = Object.getPrototypeOf(at)) {
      const fn = typeof at === 'function' ? at : Object.getOwnPropertyDescriptor(at, 'constructor')?.value;
      if (typeof fn !== 'function' || types.isProxy(fn)) continue;
      if (Object.getOwnPropertyDescriptor(fn, 'name')?.get !== undefined) return true;
    }
    return false;
  };

  const firstOf = <T>(iterator: Iterator<T>): T[] => {
    const found: T[] = [];
    for (let next = iterator.next(); !next.done && found.length < mostShown; next = iterator.next())
      found.push(next.value);
    return found;
  };

  const entriesOf = (object: object): unknown[] => {
    if (types.isMap(object)) return firstOf(Map.prototype.entries.call(object)).flat();
    return types.isSet(object) ? firstOf(Set.prototype.values.call(object)) : [];
  };

  const sizeOf = (object: object): number => {
    const { prototype } = types.isMap(object) ? Map : Set;
    return Object.getOwnPropertyDescriptor(prototype, 'size')!.get!.call(object);
  };

  /** A value of the same kind, with these entries and properties. */
  const standInFor = (original: object, entries: unknown[], properties: PropertyDescriptorMap): object => {
    let standIn: object = {};
    if (Array.isArray(original)) standIn = new Array(original.length);
    else if (types.isSet(original)) standIn = new Set(entries);
    else if (types.isMap(original)) {
      const map = new Map();
      for (let at = 0; at < entries.length; at += 2) map.set(entries[at], entries[at + 1]);
      standIn = map;
    }
    Object.setPrototypeOf(standIn, Object.getPrototypeOf(original));
    if (types.isMap(standIn) || types.isSet(standIn)) {
      const size = sizeOf(original);
      if (size > mostShown) label(standIn, `the first of ${size}`);
    }
    return Object.defineProperties(standIn, properties);
  };

  /** The middle of a long text goes: the end of a stack is its frames. */
  const cut = (text: unknown): unknown =>
    typeof text === 'string' && text.length > longestString
      ? `${text.slice(0, longestString / 2)}…${text.slice(-longestString / 2)}`
      : text;

  /**
   * The value itself, or a stand-in where something in it is too large to be printed. Calls no getter but an error's
   * `stack`.
   */
  const tame = (original: unknown, depth: number, deepest: number): unknown => {
    if ((typeof original !== 'object' || original === null) && typeof original !== 'function') return original;
    if (types.isProxy(original) || ArrayBuffer.isView(original)) return original;
    if (types.isStringObject(original)) {
      const text = String.prototype.valueOf.call(original);
      return text.length > mostShown ? Object(`${text.slice(0, mostShown)}…`) : original;
    }
    if (!options.customInspect && hasNameGetter(original)) return label(Object.create(null), 'its name is a getter');
    let names = namesOf(original);
    if (names === null) return label(Object.create(Object.getPrototypeOf(original)), 'not looked into');
    let changed = names.length > mostProperties;
    if (changed) {
      if (depth > 0) return label({}, `${names.length} properties`);
      more = ` … ${names.length - mostShown} more properties`;
      names = names.slice(0, mostShown);
    }
    const hidesTag = !options.customInspect && hasTagGetter(original);
    if (depth > deepest || reads > mostReads) {
      return hidesTag ? label(Object.create(Object.getPrototypeOf(original)), '') : original;
    }
    changed ||= hidesTag;
    changed ||= Array.isArray(original) && original.length > longArray && names.length === mostShown;
    const tameOne = (one: unknown): unknown => {
      reads++;
      const tamed = tame(one, depth + 1, deepest);
      changed ||= tamed !== one;
      return tamed;
    };
    const properties: PropertyDescriptorMap = Object.create(null);
    for (const name of names) {
      const property = Object.getOwnPropertyDescriptor(original, name);
      if (property && 'value' in property) property.value = tameOne(property.value);
      if (property) properties[name] = property;
    }
    if (types.isNativeError(original)) {
      for (const name of ['stack', 'message', 'cause'] as const) {
        const own = Object.getOwnPropertyDescriptor(original, name);
        if (!own || !('value' in own || name === 'stack')) continue;
        const value = original[name];
        const shown = name === 'cause' ? tameOne(value) : cut(value);
        changed ||= shown !== value;
        properties[name] = { value: shown, enumerable: properties[name]?.enumerable ?? false };
      }
    }
    const entries = entriesOf(original).map(tameOne);
    changed ||= printsAllEntries && entries.length >= mostShown && sizeOf(original) > mostShown;
    if (!changed) return original;
    const standIn = standInFor(original, entries, properties);
    return hidesTag && !Object.getOwnPropertyDescriptor(standIn, Symbol.toStringTag) ? label(standIn, '') : standIn;
  };

  const inspectWith = (shown: unknown, depth: number, maxArrayLength: number, maxStringLength: number): string =>
    inspect(shown, {
      colors: false,
      breakLength: options.width,
      customInspect: options.customInspect,
      depth,
      maxArrayLength,
      maxStringLength,
    });

  try {
    let text = '';
    for (const [depth, longestArray, longestString] of [
      [2, mostShown, 10_000],
      [1, 20, 200],
      [0, 10, 100],
    ]) {
      reads = 0;
      const shown = tame(value, 0, depth);
      if (reads > mostReads && depth > 0) continue;
      text = inspectWith(shown, depth, longestArray, longestString);
      if (text.length <= longestText) return text + more;
    }
    return `${text.slice(0, longestText)}…${more}`;
  } catch (error) {
    // The value's own code threw while it was being printed.
    if (options.customInspect) return print(value, { ...options, customInspect: false });
    return `[cannot be printed: ${types.isNativeError(error) ? (error as Error).message : typeof error}]`;
  }
}
