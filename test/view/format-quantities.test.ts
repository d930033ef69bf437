import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  formatBytes,
  formatBytesDelta,
  formatCount,
  formatCountDelta,
  formatShare,
} from '#src/view/format-quantities.js';

test('sizes are decimal, with one digit after the point below 100', () => {
  assert.deepEqual([0, 999, 1000, 1234, 99_949, 99_950, 142_000_000, 999_499, 999_500, 4.9e9].map(formatBytes), [
    '0 B',
    '999 B',
    '1.0 kB',
    '1.2 kB',
    '99.9 kB',
    '100 kB',
    '142 MB',
    '999 kB',
    '1.0 MB',
    '4.9 GB',
  ]);
});

test('deltas carry their sign, nothing has none', () => {
  assert.deepEqual([1500, -1500, 0].map(formatBytesDelta), ['+1.5 kB', '−1.5 kB', '0 B']);
  assert.deepEqual([1203, -1203, 0].map(formatCountDelta), ['+1,203', '−1,203', '0']);
});

test('counts have their thousands apart', () => {
  assert.deepEqual([7, 999, 1000, 1_234_567].map(formatCount), ['7', '999', '1,000', '1,234,567']);
});

test('a share says when it is small but not nothing, and nothing where there is no whole', () => {
  assert.deepEqual(
    [
      [1, 8],
      [1, 1],
      [1, 100_000],
      [0, 5],
      [0, 0],
    ].map(([part, whole]) => formatShare(part, whole)),
    ['12.5%', '100%', '<0.1%', '0%', ''],
  );
});
