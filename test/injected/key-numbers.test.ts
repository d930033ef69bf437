import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KeyNumbers } from '#src/injected/walk/key-numbers.js';

function rangeOf(keyOf: (n: number) => unknown, count = 20) {
  const numbers = new KeyNumbers();
  for (let n = 0; n < count; n++) numbers.add(keyOf(n));
  return numbers.range.keyRange;
}

test('keys that differ in one number have a range', () => {
  const range = { least: 5, most: 24 };
  assert.deepEqual(
    rangeOf((n) => 5 + n),
    range,
  );
  assert.deepEqual(
    rangeOf((n) => `tenant-${24 - n}`),
    range,
  );
  assert.deepEqual(
    rangeOf((n) => `Browser/${5 + n}.0 (1)`),
    range,
  );
});

test('keys that are too few, or differ in more than a number, have none', () => {
  assert.equal(
    rangeOf((n) => n, 19),
    undefined,
  );
  for (const keyOf of [
    (n: number) => n + 0.5,
    (n: number) => `user-${'ab'[n % 2]}-${n}`,
    (n: number) => `${n}-${n}`,
    (n: number) => ({ n }),
    () => 'tenant',
    (n: number) => `${n}${'9'.repeat(20)}`,
    (n: number) => (n === 7 ? 'tenant-7' : n),
  ]) {
    assert.equal(rangeOf(keyOf), undefined);
  }
});
