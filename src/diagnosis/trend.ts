import { slopeOf, timesToFill } from '../analysis/theil-sen.js';
import { judgeCourse } from './course.js';
import type { Trend } from './diagnosis.js';
import type { Look } from './look.js';

/** How the live size of the heap went, and when that reaches its limit. */
export function trendOf(looks: readonly Look[], heapLimitBytes: number | null): Trend {
  const live = looks.flatMap(({ at, liveBytes }) => (liveBytes === null ? [] : [{ at, bytes: liveBytes }]));
  const slope = slopeOf(live.map(({ at, bytes }) => ({ at: Date.parse(at), number: bytes })));
  if (slope === null) return { live, bytesPerHour: null, limitAt: null };
  // Where the slopes of pairs of looks point up and down, there is no direction.
  const bytesPerHour = slope.low > 0 || slope.high < 0 ? Math.round(slope.middle) : null;
  if (!isLiveSizeRising({ live }) || heapLimitBytes === null) return { live, bytesPerHour, limitAt: null };
  const { at, bytes } = live.at(-1)!;
  return { live, bytesPerHour, limitAt: timesToFill(Date.parse(at), heapLimitBytes - bytes, slope) };
}

/** Whether the live size rose at every look, and at the end not much slower than at first. */
export function isLiveSizeRising({ live }: Pick<Trend, 'live'>): boolean {
  const course = { numbers: live.map(({ bytes }) => bytes), at: live.map(({ at }) => Date.parse(at)) };
  return judgeCourse(course).tendency === 'steady';
}
