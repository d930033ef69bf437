import type { PathNode } from './path.js';

/** From this many properties on, an object without a class of its own is a dictionary. */
const DICTIONARY = 16;
/** No class declares so many properties: somebody adds them. */
const OBJECT_AS_DICTIONARY = 128;

/** From how many properties on an object is a dictionary. */
export function leastOf({ info }: PathNode): number {
  return info?.prototype === null || info?.name === 'Object' ? DICTIONARY : OBJECT_AS_DICTIONARY;
}
