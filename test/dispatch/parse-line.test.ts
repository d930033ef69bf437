import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evalCommand } from '#src/commands/eval.js';
import { retainersCommand } from '#src/commands/retainers.js';
import { sizeCommand } from '#src/commands/size.js';
import { parseLine } from '#src/dispatch/parse-line.js';

/** What the console takes `.size …` to mean: the expression, and how many classes. */
function size(rest: string): unknown[] {
  const { object, n = 10 } = parseLine(sizeCommand, rest).args;
  return [object, n];
}

test('the short form of an option is one at the end of an expression, before a number', () => {
  assert.deepEqual(size('@5 -n 2'), ['@5', 2]);
  assert.deepEqual(size('cache.get("a b") -n 20'), ['cache.get("a b")', 20]);
  assert.deepEqual(size('@5 --n 2'), ['@5', 2]);
});

test('what may be a part of an expression is no option', () => {
  for (const expression of ['a -n', 'a -n -1', 'a -n2', 'a -m 2', 'f(`-n 2`)', 'f(a -n 2 , b)']) {
    assert.deepEqual(size(expression), [expression, 10]);
  }
  assert.equal(parseLine(evalCommand, 'a -n 2').args.expression, 'a -n 2');
});

test('a line of nothing but options that there are none of lacks its expression', () => {
  for (const [rest, option] of [
    ['--json', '--json'],
    ['--raw --no-such=1', '--no-such'],
  ]) {
    assert.throws(() => parseLine(retainersCommand, rest), {
      code: 'usage',
      message: `there is no option ${option}, and an argument is missing: retainers <what>`,
      hint: 'see `.help retainers`',
    });
  }
  assert.equal(parseLine(evalCommand, '--a.b').args.expression, '--a.b');
});
