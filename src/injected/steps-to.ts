import type { PathStep, Place } from './walker.js';

/** The path to a place, from its root on; of a very long one the beginning and the last steps. */
export function stepsTo(place: Place): PathStep[] {
  const MOST = 40;
  const textOf = (key: unknown): string => {
    if (typeof key === 'string') return key.length > 100 ? `${key.slice(0, 99)}…` : key;
    if (typeof key === 'symbol') return key.description ?? '';
    return (typeof key === 'object' && key !== null) || typeof key === 'function' ? '' : String(key);
  };
  const steps: PathStep[] = [];
  const add = ({ how, key, shape, scope }: Place) =>
    steps.push({ how, key: textOf(key), keyType: typeof key, type: shape?.name ?? null, scope });
  let at: Place | null = place;
  for (; at !== null && steps.length < MOST; at = at.from) add(at);
  // A list of a million elements has a path of a million steps.
  if (at !== null) add(at.trunk?.from ?? at);
  return steps.reverse();
}
