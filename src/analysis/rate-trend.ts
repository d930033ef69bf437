/** How many events came in a time. */
export interface CountedTime {
  readonly count: number;
  /** How long, above 0, by any clock. */
  readonly span: number;
}

/** How the rate of events goes over some times. */
export interface RateTrend {
  /** By how many standard errors it differs from a constant rate: below 0 it falls, above it rises. */
  readonly score: number;
  /** The change from the beginning to the end, as a share of the mean rate. */
  readonly change: number;
  /** How far the counts scatter about the line, against those of a Poisson process: 1, and 0 where they lie on it. */
  readonly dispersion: number;
}

/** The least that is fitted, as a share of the mean: a line may lead below 0. */
const LEAST_FITTED = 0.1;

/**
 * Fits a line to the rate of events that are counted by consecutive times. The score is that of the Laplace test of a
 * Poisson process (Cox and Lewis 1966, "The statistical analysis of series of events"), for counts; where these scatter
 * about the line by more than those of a Poisson process, as traffic makes them, it is less by that (quasi-likelihood:
 * McCullagh and Nelder 1989, "Generalized linear models", 9.2). All are 0 where there is no event, or but one time.
 */
export function rateTrend(times: readonly CountedTime[]): RateTrend {
  const all = sumOf(times);
  const events = times.reduce((sum, { count }) => sum + count, 0);
  // From the middle of the whole to the middle of each part: the mean of these, by their lengths, is 0.
  const offsets = times.map(({ span }, index) => sumOf(times.slice(0, index)) + span / 2 - all / 2);
  const spread = times.reduce((sum, { span }, index) => sum + (offsets[index] ** 2 * span) / all, 0);
  const lateness = times.reduce((sum, { count }, index) => sum + count * offsets[index], 0);
  if (events === 0 || times.length < 2) return { score: 0, change: 0, dispersion: 0 };
  const slope = lateness / (events * spread);
  const scatter = times.reduce((sum, { count, span }, index) => {
    const fitted = ((events * span) / all) * Math.max(LEAST_FITTED, 1 + slope * offsets[index]);
    return sum + (count - fitted) ** 2 / fitted;
  }, 0);
  const dispersion = scatter / Math.max(1, times.length - 2);
  const score = lateness / Math.sqrt(events * spread * Math.max(1, dispersion));
  return { score, change: slope * all, dispersion };
}

function sumOf(times: readonly CountedTime[]): number {
  return times.reduce((sum, { span }) => sum + span, 0);
}
