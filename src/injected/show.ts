import type { ConsoleState } from './open-console.js';

/** How a value is printed: with colours or not, in how many columns, and whether the value's own code may run for it. */
export interface ShowOptions {
  readonly colors: boolean;
  readonly width: number;
  readonly customInspect: boolean;
}

/**
 * Prints a value as Node's console does, bounded: a Map of a million entries or a string of 100 MB gives a short text.
 *
 * util.inspect bounds arrays, maps, sets and strings, but neither the properties of an object nor the product of all these
 * over its depth: it is not let into an object of very many properties, and where the text grows too long, tighter bounds are tried.
 */
export function show(state: ConsoleState, value: unknown, options: ShowOptions): string {
  const { inspect, types } = state.util;
  const longestText = 20_000;
  const mostProperties = 200;

  /** How deep (0, 1, 2) below `from` the first object of very many properties lies; 3 if there is none. */
  const depthOfHuge = (from: unknown, depth: number): number => {
    if (depth > 2 || typeof from !== 'object' || from === null || types.isProxy(from)) return 3;
    if (types.isMap(from) || types.isSet(from) || types.isTypedArray(from)) return 3;
    let keys: string[];
    if (Array.isArray(from)) keys = Array.from({ length: Math.min(from.length, 100) }, (_, index) => String(index));
    else {
      keys = Object.keys(from);
      if (keys.length > mostProperties) return depth;
    }
    let least = 3;
    for (const key of keys) {
      const property = Object.getOwnPropertyDescriptor(from, key);
      if (property && 'value' in property) least = Math.min(least, depthOfHuge(property.value, depth + 1));
    }
    return least;
  };

  const print = (shown: unknown, depth: number, maxArrayLength: number, maxStringLength: number): string =>
    inspect(shown, {
      colors: options.colors,
      breakLength: options.width,
      customInspect: options.customInspect,
      depth,
      maxArrayLength,
      maxStringLength,
    });

  try {
    let shown = value;
    let more = '';
    let depth = depthOfHuge(value, 0) - 1;
    if (depth < 0) {
      const keys = Object.keys(value as object);
      const few = Object.create(Object.getPrototypeOf(value));
      for (const key of keys.slice(0, 100))
        Object.defineProperty(few, key, Object.getOwnPropertyDescriptor(value, key)!);
      shown = few;
      more = ` … ${keys.length - 100} more properties`;
      depth = Math.max(0, depthOfHuge(few, 0) - 1);
    }
    const bounds = [
      [depth, 100, 10_000],
      [Math.min(depth, 1), 20, 200],
      [0, 10, 100],
    ];
    let text = '';
    for (const [deep, longestArray, longestString] of bounds) {
      text = print(shown, deep, longestArray, longestString);
      if (text.length <= longestText) return text + more;
    }
    return `${text.slice(0, longestText)}…${more}`;
  } catch (error) {
    // The value's own code threw while it was being printed.
    if (options.customInspect) return state.show(state, value, { ...options, customInspect: false });
    return `[cannot be printed: ${types.isNativeError(error) ? (error as Error).message : typeof error}]`;
  }
}
