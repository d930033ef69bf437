import { risingChance } from './mann-kendall.js';
import { slopeOf } from './theil-sen.js';

/** What a size was at some moment. */
export interface SizePoint {
  /** When, ms since the epoch. */
  readonly at: number;
  readonly bytes: number;
}

/**
 * `leak`: it rises in both halves of the look, in the second at half the speed of the first at least. `warming-up`: in
 * the second at less than a quarter. `stable`: it gains hardly anything. `undecided`: none of these, or too few points.
 */
export type TrendVerdict = 'leak' | 'warming-up' | 'stable' | 'undecided';

/** How a size rises in one half of a look. */
export interface TrendHalf {
  /** The median of the slopes of all pairs of points (Theil 1950; Sen 1968). */
  readonly bytesPerHour: number;
  /** The slopes of which 10 and 90 % of all pairs are below. */
  readonly range: readonly [number, number];
  /** How likely a size without trend would rise as steadily: Mann and Kendall’s exact one-sided p. */
  readonly chance: number;
}

/** Whether a size grows. */
export interface SizeTrend {
  /** What the two halves say. */
  readonly verdict: TrendVerdict;
  /** The two halves of the look; null where there are fewer than ten points. */
  readonly halves: readonly [TrendHalf, TrendHalf] | null;
}

/** In each half. Fewer cannot be significant at all: four points that only rise have p = 0.04. */
const POINTS = 5;
const SIGNIFICANT = 0.05;
/** The second slope against the first: from the one on a leak, below the other a warm-up. */
const LEAK_SHARE = 0.5;
const WARM_UP_SHARE = 0.25;
/** What the whole look must gain to be worth a word: V8 compiles code, and our own look leaves a few kB of garbage. */
const LEAST_BYTES = 100e3;
const LEAST_SHARE = 0.001;
const HOUR_MS = 3_600_000;

/**
 * Judges sizes after full collections, in the order of time. The rule was measured on services whose cache fills and
 * then churns, and on such that leak; what still fills when the look ends cannot be told from a leak. More than ten
 * points are thinned to the least of each tenth. Pure.
 */
export function judgeTrend(points: readonly SizePoint[]): SizeTrend {
  if (points.length < 2 * POINTS) return { verdict: 'undecided', halves: null };
  const tenths = thin(points, 2 * POINTS);
  const first = describeHalf(tenths.slice(0, POINTS));
  const second = describeHalf(tenths.slice(POINTS));
  return { verdict: judge(tenths, first, second), halves: [first, second] };
}

function judge(points: readonly SizePoint[], first: TrendHalf, second: TrendHalf): TrendVerdict {
  const [start, end] = [points[0], points.at(-1)!];
  const gained = (first.bytesPerHour + second.bytesPerHour) * ((end.at - start.at) / 2 / HOUR_MS);
  if (gained < Math.max(LEAST_BYTES, LEAST_SHARE * start.bytes)) return 'stable';
  const [rises, risesStill] = [first.chance < SIGNIFICANT, second.chance < SIGNIFICANT];
  const share = second.bytesPerHour / first.bytesPerHour;
  if (rises && risesStill && share >= LEAK_SHARE) return 'leak';
  if (rises && share < WARM_UP_SHARE) return 'warming-up';
  return 'undecided';
}

/** So many points of the many: of neighbours the least, which has the least garbage in it. */
function thin(points: readonly SizePoint[], count: number): SizePoint[] {
  return Array.from({ length: count }, (_, index) =>
    points
      .slice(Math.floor((index * points.length) / count), Math.floor(((index + 1) * points.length) / count))
      .reduce((least, point) => (point.bytes < least.bytes ? point : least)),
  );
}

function describeHalf(points: readonly SizePoint[]): TrendHalf {
  const slope = slopeOf(points.map(({ at, bytes }) => ({ at, number: bytes })));
  const { middle, low, high } = slope ?? { middle: 0, low: 0, high: 0 };
  return {
    bytesPerHour: Math.round(middle),
    range: [Math.round(low), Math.round(high)],
    chance: risingChance(points.map(({ bytes }) => bytes)),
  };
}
