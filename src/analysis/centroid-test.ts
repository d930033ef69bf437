/** How many events came in a time. */
export interface CountedTime {
  readonly count: number;
  /** How long, above 0. */
  readonly ms: number;
}

/**
 * By how many standard deviations events come later than at a constant rate: the Laplace test of a Poisson process (Cox
 * and Lewis 1966, "The statistical analysis of series of events"), for events that are counted by consecutive times.
 * Below 0 the rate falls, above it rises; 0 where there is no event, or but one time.
 */
export function centroidScore(times: readonly CountedTime[]): number {
  const all = times.reduce((sum, { ms }) => sum + ms, 0);
  let [end, events, sum, variance] = [0, 0, 0, 0];
  for (const { count, ms } of times) {
    end += ms;
    // From the middle of the whole to the middle of this part: the mean of these, by their lengths, is 0.
    const offset = end - ms / 2 - all / 2;
    events += count;
    sum += count * offset;
    variance += (offset ** 2 * ms) / all;
  }
  return sum === 0 ? 0 : sum / Math.sqrt(events * variance);
}
