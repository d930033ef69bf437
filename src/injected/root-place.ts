import type { Place } from './walker.js';

/** Where a way begins. */
export function rootPlace(key: string): Place {
  return { from: null, key, how: 'root', shape: null, weight: 1, scope: null, trunk: null };
}
