import { leastOf } from './dictionaries.js';
import type { Item } from './ownership.js';
import type { PathNode } from './path.js';
import { lastLook } from './session-memory.js';
import { slotOf } from './slot.js';

/** Below a variable by no more properties than this a walk comes to everything. */
const NEAR = 4;

/**
 * How many entries a collection had at most at the look before, which has not noticed it: a variable of a module that
 * was there already, or a list of the service's to which a few properties lead from one. Null of what may have come as
 * it is: below the entry of another collection, a record of many properties, a table that a package makes when it is
 * first needed.
 */
export function entriesUnnoticed({ kind, node }: Item, isServices: boolean): number | null {
  if (kind === 'object' || kind === 'function') return isOldVariable(node) ? leastOf(node) - 1 : null;
  return isServices && isNearOldVariable(node) ? 0 : null;
}

function isNearOldVariable(node: PathNode): boolean {
  const above: PathNode[] = [];
  let at = node;
  while (at.edge === 'property' && at.from !== null && above.length < NEAR) {
    at = at.from;
    above.push(at);
  }
  return isOldVariable(at) && !above.some(wasCollection);
}

function wasCollection(node: PathNode): boolean {
  const slot = slotOf(node);
  return slot === null || lastLook.collections.has(slot);
}

function isOldVariable({ edge, scope }: PathNode): boolean {
  return edge === 'variable' && scope?.isModule === true && lastLook.modules.has(scope.scriptId ?? '');
}
