/** For each number of values, the chances of so many pairs out of order among values in random order. */
const DISTRIBUTIONS = new Map<number, Float64Array>();

/**
 * How likely values in random order would rise at least as steadily as these: the exact one-sided p of Mann and
 * Kendall's test (Mann 1945, "Nonparametric tests against trend"; Kendall 1975). Equal values count half for either
 * side, which is on the safe side. 1 for fewer than two values.
 */
export function risingChance(values: readonly number[]): number {
  let falling = 0;
  for (let i = 0; i < values.length; i++) {
    for (let j = i + 1; j < values.length; j++) falling += values[j] > values[i] ? 0 : values[j] < values[i] ? 1 : 0.5;
  }
  const chances = inversionChances(values.length);
  let p = 0;
  for (let inversions = 0; inversions <= falling; inversions++) p += chances[inversions];
  return Math.min(1, p);
}

/** The chance of each number of inversions in a random permutation of `n`. */
function inversionChances(n: number): Float64Array {
  let chances = DISTRIBUTIONS.get(n);
  if (chances) return chances;
  chances = new Float64Array((n * (n - 1)) / 2 + 1);
  if (n < 2) chances[0] = 1;
  else {
    // The largest stands with equal chance before 0, 1, … n − 1 of the others.
    const fewer = inversionChances(n - 1);
    for (let k = 0; k < fewer.length; k++) for (let more = 0; more < n; more++) chances[k + more] += fewer[k] / n;
  }
  DISTRIBUTIONS.set(n, chances);
  return chances;
}
