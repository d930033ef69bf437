import type { PathStep, Place } from './create-walker.js';

/** The path to a place, from its root on; of a very long one the root and the last steps. */
export function stepsTo(place: Place): PathStep[] {
  const MOST = 40;
  const textOf = (key: unknown): string => {
    if (typeof key === 'string') return key.length > 100 ? `${key.slice(0, 99)}…` : key;
    if (typeof key === 'symbol') return key.description ?? '';
    return (typeof key === 'object' && key !== null) || typeof key === 'function' ? '' : String(key);
  };
  const steps: PathStep[] = [];
  for (let at: Place | null = place; at !== null; at = at.from) {
    if (steps.length >= MOST && at.from !== null) continue;
    const { key, how, shape, scope } = at;
    steps.push({ how, key: textOf(key), keyType: typeof key, type: shape?.name ?? null, scope });
  }
  return steps.reverse();
}
