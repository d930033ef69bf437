import type { Vitals } from './vitals.js';

/** The vitals of several processes as those of one: sums; null where none tells. Pure. */
export function sumVitals(all: readonly Vitals[]): Vitals {
  return all.reduce((a, b) => addNumbers(a, b));
}

/** Adds the numbers of two records of the same form, those of records in them too. */
function addNumbers<T extends object>(a: T, b: T): T {
  const sums = Object.entries(a).map(([name, mine]) => {
    const theirs: unknown = b[name as keyof T];
    if (mine === null || theirs === null) return [name, mine ?? theirs];
    return [name, typeof mine === 'object' ? addNumbers(mine, theirs as typeof mine) : mine + (theirs as number)];
  });
  return Object.fromEntries(sums) as T;
}
