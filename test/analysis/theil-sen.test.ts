import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slopeOf, timesToFill } from '#src/analysis/theil-sen.js';

const HOUR = 3_600_000;

/** Numbers a minute apart. */
function minutely(...numbers: number[]) {
  return numbers.map((number, index) => ({ at: (index * HOUR) / 60, number }));
}

test('the slope is the middle of those of all pairs, an hour, between those of most pairs', () => {
  assert.deepEqual(slopeOf(minutely(0, 10, 20, 30)), { middle: 600, low: 600, high: 600 });
  const { middle, low, high } = slopeOf(minutely(0, 10, 20, 1000))!;
  assert.ok(low === 600 && middle > low && high > middle, `${low} ${middle} ${high}`);
});

test('numbers of one moment have no slope', () => {
  assert.equal(slopeOf(minutely(5)), null);
  assert.equal(slopeOf([5, 6].map((number) => ({ at: 0, number }))), null);
});

test('the time to a limit is a range, and none where the slope may be none', () => {
  const at = Date.UTC(2026, 0, 1);
  const times = timesToFill(at, 100e6, { low: 50e6, high: 200e6 });
  assert.deepEqual(times, ['2026-01-01T00:30:00.000Z', '2026-01-01T02:00:00.000Z']);
  const passed = timesToFill(at, -1, { low: 50e6, high: 200e6 });
  assert.deepEqual(passed, [new Date(at).toISOString(), new Date(at).toISOString()]);
  assert.equal(timesToFill(at, 100e6, { low: 0, high: 200e6 }), null);
});

test('a limit that is further off than dates reach is at their end', () => {
  const times = timesToFill(Date.UTC(2026, 0, 1), 4e9, { low: 1e-9, high: 1 });
  assert.equal(times?.[1], '+275760-09-13T00:00:00.000Z');
});
