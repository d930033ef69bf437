/**
 * V8 samples an object of `size` bytes with the probability 1 − e^(−size / interval), and lets it stand for size ×
 * round(1 / probability) bytes (sampling-heap-profiler.cc, ScaleSample). Above this many intervals, the rounded
 * factor is 1.
 */
const SURELY_WHOLE = 2.2;

/**
 * The variance that a sample of `bytes` adds to a sum, bytes²: that of the Horvitz–Thompson estimator, bytes² × (1 −
 * probability).
 *
 * The probability is known where the sample stands for itself alone; where it stands for more, it is taken as 0,
 * which is a little too much. A sum of small objects so has the standard error √(sum × interval). Of objects about as
 * large as the interval, V8's rounding makes the sum wrong by up to a third besides.
 */
export function varianceOf(bytes: number, intervalBytes: number): number {
  const missed = bytes > SURELY_WHOLE * intervalBytes ? Math.exp(-bytes / intervalBytes) : 1;
  return bytes * bytes * missed;
}

/**
 * The standard error of a sum of samples, bytes. As if there were two samples more: twice the root of a Poisson count
 * of 4 to 30 covers 93 to 94 % of what is counted (Wald's interval), with z²/2 more 95 to 96 %.
 */
export function standardErrorOf(variance: number, samples: number): number {
  return samples === 0 ? 0 : Math.sqrt(variance * (1 + 2 / samples));
}

/**
 * The interval of a sampler that somebody else has started: each small object stands for about one. Null without
 * samples.
 */
export function guessInterval(samples: readonly { readonly bytes: number }[]): number | null {
  if (samples.length === 0) return null;
  const least = samples.reduce((smallest, { bytes }) => Math.min(smallest, bytes), Number.POSITIVE_INFINITY);
  return 2 ** Math.round(Math.log2(least));
}
