import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeTrend, type SizePoint } from '#src/analysis/trend.js';

const HOUR = 3_600_000;

test('a leak rises in both halves, and tells how fast', () => {
  const { verdict, halves } = judgeTrend(series((index) => 50e6 + index * 1e6));
  assert.equal(verdict, 'leak');
  // A point a minute, a megabyte each.
  assert.equal(halves![1].bytesPerHour, 60e6);
  assert.deepEqual(halves![1].range, [60e6, 60e6]);
  assert.ok(halves![1].chance < 0.01);
});

test('a warm-up slows down', () => {
  assert.equal(
    judgeTrend(series((index) => 50e6 + Math.min(index, 5) * 2e6 + (index % 2) * 1000)).verdict,
    'warming-up',
  );
  assert.equal(judgeTrend(series((index) => 50e6 + 10e6 * (1 - Math.exp(-index)))).verdict, 'warming-up');
});

test('what goes up and down, or hardly grows, is no leak', () => {
  assert.equal(judgeTrend(series((index) => 50e6 + (index % 3) * 1e6)).verdict, 'stable');
  assert.equal(judgeTrend(series((index) => 50e6 + Math.max(0, index - 5) * 1e6)).verdict, 'undecided');
  assert.equal(judgeTrend(series((index) => 50e6 + index * 1000)).verdict, 'stable');
  assert.equal(judgeTrend(series((index) => 50e6 - index * 1e6)).verdict, 'stable');
  assert.equal(judgeTrend(series(() => 50e6)).verdict, 'stable');
  assert.equal(judgeTrend(series((index) => 50e6 + index * 1e6).slice(0, 9)).verdict, 'undecided');
});

test('of many points the least of each tenth counts', () => {
  const points = Array.from({ length: 100 }, (_, index) => ({
    at: index * 6000,
    bytes: 50e6 + index * 1e5 + (index % 10 === 0 ? 0 : 20e6 * ((index * 7) % 11)),
  }));
  const { verdict, halves } = judgeTrend(points);
  assert.equal(verdict, 'leak');
  assert.ok(Math.abs(halves![0].bytesPerHour - 60e6) < 1e6, `${halves![0].bytesPerHour}`);
});

test('collections at one moment have no slope', () => {
  const points = series((index) => 50e6 + index * 1e6);
  const { halves } = judgeTrend(
    [points[0], ...points].map((point, index) => (index === 1 ? { ...point, bytes: 51e6 } : point)),
  );
  assert.ok(Number.isFinite(halves![0].range[1]));
});

function series(bytes: (index: number) => number): SizePoint[] {
  return Array.from({ length: 10 }, (_, index) => ({ at: (index * HOUR) / 60, bytes: bytes(index) }));
}
