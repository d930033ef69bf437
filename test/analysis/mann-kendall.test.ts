import assert from 'node:assert/strict';
import { test } from 'node:test';
import { risingChance } from '#src/analysis/mann-kendall.js';

test('the chances are those of the tables for values that only rise', () => {
  // 1 / n!
  for (const [n, chance] of [
    [4, 1 / 24],
    [5, 1 / 120],
    [6, 1 / 720],
  ] as const) {
    const rising = Array.from({ length: n }, (_, index) => index);
    assert.ok(Math.abs(risingChance(rising) - chance) < 1e-12);
  }
  // Kendall's tables: S = 8 of n = 5, one pair out of order: 5/120.
  assert.ok(Math.abs(risingChance([1, 2, 3, 5, 4]) - 5 / 120) < 1e-12);
});

test('the chances agree with counting all orders', () => {
  const orders = permutations([0, 1, 2, 3, 4, 5]);
  for (const values of orders.filter((_, index) => index % 37 === 0)) {
    const asSteady = orders.filter((order) => pairsOutOfOrder(order) <= pairsOutOfOrder(values)).length;
    assert.ok(Math.abs(risingChance(values) - asSteady / orders.length) < 1e-12, `${values}`);
  }
});

test('nothing can be said of equal values, of falling ones, and of few', () => {
  assert.equal(risingChance([]), 1);
  assert.equal(risingChance([1]), 1);
  assert.ok(risingChance([2, 2, 2, 2, 2]) > 0.5);
  assert.ok(risingChance([5, 4, 3, 2, 1]) > 0.999);
  assert.ok(risingChance(Array.from({ length: 60 }, (_, index) => index)) < 1e-12);
});

function permutations(values: readonly number[]): number[][] {
  if (values.length === 0) return [[]];
  return values.flatMap((first) =>
    permutations(values.filter((value) => value !== first)).map((rest) => [first, ...rest]),
  );
}

function pairsOutOfOrder(values: readonly number[]): number {
  return values.reduce((sum, value, index) => sum + values.slice(index).filter((later) => later < value).length, 0);
}
