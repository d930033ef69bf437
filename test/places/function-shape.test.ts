import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeFunction } from '#src/places/function-shape.js';

test('scopes have variables, with the place from which on each has a value', () => {
  const source = 'function f() { const a = 1; { let [b, { c = 2 }] = []; class D {} var e; } for (const x of y) z; }';
  const { scopes } = describeFunction(source, false, 12)!;
  assert.deepEqual(
    scopes.map(({ start, initialisedAt }) => [source[start], initialisedAt.length]),
    [
      ['{', 1],
      ['{', 3],
      ['f', 1],
    ],
  );
  assert.equal(source.slice(0, scopes[0].initialisedAt[0]).endsWith('a = 1'), true);
});

test('what waits is the whole expression around it; functions inside do not count', () => {
  const source =
    'async () => { const a = g(await p, 1); if (await q) r; for await (const s of t) u; async () => await v; }';
  const { waits } = describeFunction(source, false, 8)!;
  assert.deepEqual(
    waits.map(({ start, end }) => source.slice(start, end)),
    ['g(await p, 1)', 'await q', 'for await (const s of t'],
  );
});

test('loops are what they repeat', () => {
  const source = 'function f() { for (let i = 0; i < 2; i++) a; while (b) c; for (d of e) g; do h; while (i); }';
  const { loops } = describeFunction(source, false, 12)!;
  assert.deepEqual(
    loops.map(({ start, end }) => source.slice(start, end)),
    ['i < 2', 'i++', 'a;', 'while (b) c;', 'd', 'g;', 'do h; while (i);'],
  );
});

test('the innermost function at a place; none outside', () => {
  const source = 'const f = (a) => { return function g() {}; };';
  assert.equal(describeFunction(source, false, source.indexOf('return'))!.start, 10);
  assert.equal(describeFunction(source, false, source.indexOf('g()'))!.start, source.indexOf('function'));
  assert.equal(describeFunction(source, false, 2), null);
  assert.throws(() => describeFunction('function (', false, 2), SyntaxError);
});
