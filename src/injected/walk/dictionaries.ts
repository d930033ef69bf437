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
 * How many entries a dictionary had at most at the look before, which has not noticed it: one that is itself a variable
 * of a module that was there already. Null where it may have come about since, as below an entry, and of other
 * collections.
 */
export function entriesUnnoticed({ kind, node }: Item): number | null {
  const { edge, scope } = node;
  const wasThere = edge === 'variable' && scope?.isModule === true && lastLook.modules.has(scope.scriptId ?? '');
  return wasThere && (kind === 'object' || kind === 'function') ? leastOf(node) - 1 : null;
}
