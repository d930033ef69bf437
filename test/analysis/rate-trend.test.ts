import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rateTrend } from '#src/analysis/rate-trend.js';

function trendOf(counts: readonly number[], spans = counts.map(() => 1000)) {
  return rateTrend(counts.map((count, index) => ({ count, span: spans[index] })));
}

test('events at a constant rate have no score, also where some times are longer', () => {
  const none = { score: 0, change: 0, dispersion: 0 };
  assert.deepEqual(trendOf([7, 7, 7, 7]), none);
  assert.deepEqual(trendOf([10, 30, 20], [1000, 3000, 2000]), none);
  assert.deepEqual(trendOf([0, 0]), none);
  assert.deepEqual(trendOf([5]), none);
});

test('the score is below 0 where the rate falls, and the same above it where it rises', () => {
  const { score, change } = trendOf([30, 20, 10]);
  assert.ok(Math.abs(score - -20 / Math.sqrt(60 * (2 / 3))) < 1e-9);
  assert.ok(Math.abs(change - -1.5) < 1e-9, 'from 35 to 5, of a mean of 20');
  assert.equal(score, -trendOf([10, 20, 30]).score);
});

test('ten times as many events tell more', () => {
  assert.ok(trendOf([400, 200, 100]).score < trendOf([40, 20, 10]).score);
});

test('counts that scatter about the line tell less than those on it', () => {
  const [even, scattered] = [trendOf([140, 120, 100, 80, 60]), trendOf([170, 60, 160, 50, 60])];
  assert.ok(even.score < -6 && scattered.score > -2, `${even.score} ${scattered.score}`);
  assert.ok(scattered.change < even.change);
  assert.ok(Math.abs(even.dispersion) < 1e-9 && scattered.dispersion > 10);
});
