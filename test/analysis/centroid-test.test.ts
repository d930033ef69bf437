import assert from 'node:assert/strict';
import { test } from 'node:test';
import { centroidScore } from '#src/analysis/centroid-test.js';

function scoreOf(counts: readonly number[], ms = counts.map(() => 1000)): number {
  return centroidScore(counts.map((count, index) => ({ count, ms: ms[index] })));
}

test('events at a constant rate have no score, also where some times are longer', () => {
  assert.equal(scoreOf([7, 7, 7, 7]), 0);
  assert.equal(scoreOf([10, 30, 20], [1000, 3000, 2000]), 0);
  assert.equal(scoreOf([0, 0]), 0);
  assert.equal(scoreOf([5]), 0);
});

test('it is below 0 where the rate falls, and the same above it where it rises', () => {
  assert.ok(Math.abs(scoreOf([30, 20, 10]) - -20 / Math.sqrt(60 * (2 / 3))) < 1e-9);
  assert.equal(scoreOf([10, 20, 30]), -scoreOf([30, 20, 10]));
});

test('ten times as many events tell more', () => {
  assert.ok(scoreOf([400, 200, 100]) < scoreOf([40, 20, 10]));
});
