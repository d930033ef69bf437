import { judgeCourse, slopeOf } from './course.js';
import type { Trend } from './diagnosis.js';
import type { Look } from './look.js';

/** How the live size of the heap went, and when that reaches its limit. */
export function trendOf(looks: readonly Look[], heapLimitBytes: number | null): Trend {
  const live = looks.flatMap(({ at, liveBytes }) => (liveBytes === null ? [] : [{ at, bytes: liveBytes }]));
  const course = { numbers: live.map(({ bytes }) => bytes), at: live.map(({ at }) => Date.parse(at)) };
  const slope = slopeOf(course);
  if (slope === null) return { live, bytesPerHour: null, limitAt: null };
  // Where the slopes of pairs of looks point up and down, there is no direction.
  const bytesPerHour = slope.low > 0 || slope.high < 0 ? Math.round(slope.middle) : null;
  const isSteady = judgeCourse(course).tendency === 'steady' && slope.low > 0;
  if (!isSteady || heapLimitBytes === null) return { live, bytesPerHour, limitAt: null };
  const { at, bytes } = live.at(-1)!;
  const reached = (perHour: number) =>
    new Date(Date.parse(at) + ((heapLimitBytes - bytes) / perHour) * 3_600_000).toISOString();
  return { live, bytesPerHour, limitAt: [reached(slope.high), reached(slope.low)] };
}

/** Whether the live size rose at every look. */
export function isLiveSizeRising({ live }: Trend): boolean {
  const course = { numbers: live.map(({ bytes }) => bytes), at: live.map(({ at }) => Date.parse(at)) };
  return judgeCourse(course).tendency === 'steady';
}
