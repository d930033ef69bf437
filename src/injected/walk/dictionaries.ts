import type { Item } from './ownership.js';
import type { PathNode } from './path.js';
import { lastLook } from './session-memory.js';

/** From this many properties on, an object without a class of its own is a dictionary. */
const DICTIONARY = 16;
/** No class declares so many properties: somebody adds them. */
const OBJECT_AS_DICTIONARY = 128;

/** From how many properties on an object is a dictionary. */
export function leastOf({ info }: PathNode): number {
  return info?.prototype === null || info?.name === 'Object' ? DICTIONARY : OBJECT_AS_DICTIONARY;
}

/**
 * How many entries a dictionary had at most at the look before, which has not noticed it: what a variable holds whose
 * module was there already. Null where it may have come about since, and of other collections.
 */
export function entriesUnnoticed({ kind, node }: Item): number | null {
  const { scope } = node.rootStep?.from ?? node;
  const wasThere = scope?.isModule === true && lastLook.modules.has(scope.scriptId ?? '');
  return wasThere && (kind === 'object' || kind === 'function') ? leastOf(node) - 1 : null;
}
