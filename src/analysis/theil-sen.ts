/** A number at a moment. */
export interface TimedNumber {
  /** ms since the epoch. */
  readonly at: number;
  readonly number: number;
}

/** How a number goes over time, a unit an hour. */
export interface Slope {
  /** The median of the slopes of all pairs. */
  readonly middle: number;
  /** The slope that a tenth of the pairs is below. */
  readonly low: number;
  /** The slope that nine tenths of the pairs are below. */
  readonly high: number;
}

const HOUR_MS = 3_600_000;
/** The last moment that a Date can be. */
const LAST_MS = 8.64e15;

/**
 * The slope of numbers in the order of time: the median of those of all pairs (Theil 1950; Sen 1968), which one burst
 * does not move. Null where no time lies between them.
 */
export function slopeOf(points: readonly TimedNumber[]): Slope | null {
  const slopes: number[] = [];
  for (const [index, later] of points.entries()) {
    for (const earlier of points.slice(0, index)) {
      const ms = later.at - earlier.at;
      if (ms > 0) slopes.push(((later.number - earlier.number) * HOUR_MS) / ms);
    }
  }
  if (slopes.length === 0) return null;
  slopes.sort((a, b) => a - b);
  const part = (share: number) => slopes[Math.round(share * (slopes.length - 1))];
  return { middle: median(slopes), low: part(0.1), high: part(0.9) };
}

/** The middle one of some numbers, or the mean of the two in the middle; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * When a room is used up at such a slope from a moment on (ms since the epoch): the earliest and the latest likely
 * time, ISO 8601, at most the last that there is. Null where it is not certain to happen at all.
 */
export function timesToFill(
  at: number,
  room: number,
  { low, high }: Pick<Slope, 'low' | 'high'>,
): readonly [string, string] | null {
  if (low <= 0) return null;
  const reached = (slope: number) =>
    new Date(Math.min(at + (Math.max(0, room) * HOUR_MS) / slope, LAST_MS)).toISOString();
  return [reached(high), reached(low)];
}
