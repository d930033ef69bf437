import { own } from '../objects/intrinsics.js';
import { isOfClass, type PathNode } from './path.js';

/** Longer paths are left alone. */
const MOST_STEPS = 40;
const { imul } = Math;

/**
 * A number for the place where a path ends, the same at every look: a program that copies a list to add to it
 * (`state.items = [...state.items, item]`) has another list at the same place.
 *
 * Null where other objects come to the same place: in an array (unless `inArrays`) or a Set, under a key that is an
 * object, and what only these lead to.
 */
export function slotOf(node: PathNode, { inArrays = false } = {}): number | null {
  let [high, low] = [0x811c9dc5, 0x01000193];
  const mix = (text: string) => {
    for (let i = 0; i < text.length; i++) {
      high = imul(high ^ text.charCodeAt(i), 0x01000193);
      low = imul(low + text.charCodeAt(i), 0x9e3779b1);
    }
    high ^= text.length;
  };
  let at: PathNode | null = node;
  for (let steps = 0; at !== null; steps++, at = at.from) {
    const { edge, scope } = at;
    const key = isOfClass(edge) ? own(at.key as object, 'name') : at.key;
    if (steps === MOST_STEPS || (edge === 'index' && !inArrays) || edge === 'member' || edge === 'key') return null;
    if (typeof key === 'object' || typeof key === 'function') return null;
    mix(edge);
    mix(typeof key === 'symbol' ? (key.description ?? '') : String(key));
    if (scope !== null) mix(`${scope.scriptId} ${scope.name}`);
  }
  return (high >>> 0) * 2 ** 21 + (low >>> 11);
}
