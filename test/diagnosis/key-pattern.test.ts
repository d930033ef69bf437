import assert from 'node:assert/strict';
import { test } from 'node:test';
import { patternOf } from '#src/diagnosis/key-pattern.js';

function texts(make: (n: number) => string) {
  return Array.from({ length: 20 }, (_, n) => ({ type: 'string', text: make(n) }));
}

const objects = (text: string) => Array.from({ length: 20 }, () => ({ type: 'object', text }));

for (const [what, keys, pattern] of [
  ['objects', objects('Query'), 'object'],
  ['timers', objects('Timeout'), 'timer'],
  ['UUIDs', texts((n) => `5f1e0a${(10 + n).toString(16)}-1b2c-4d5e-8f90-0123456789ab`), 'request'],
  ['addresses', texts((n) => `/users/${n}`), 'request'],
  ['times', texts((n) => `2024-01-01T00:00:${10 + n}`), 'time'],
  ['ms since 1970', texts((n) => `rate ${1_700_000_000_000 + n}`), 'time'],
  ['texts that count up', texts((n) => `user ${n}`), 'counting'],
  ['names', texts((n) => 'abcdefghijklmnopqrst'[n]), null],
  ['few', texts((n) => `/users/${n}`).slice(0, 5), null],
] as const) {
  test(`keys that are ${what}: ${pattern}`, () => assert.equal(patternOf(keys), pattern));
}
