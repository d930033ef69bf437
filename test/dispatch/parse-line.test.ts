import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evalCommand } from '#src/commands/eval.js';
import { retainersCommand } from '#src/commands/retainers.js';
import { sizeCommand } from '#src/commands/size.js';
import { watchCommand } from '#src/commands/watch.js';
import { type ArgumentSpecs, NODE_ID } from '#src/dispatch/argument.js';
import { parseLine } from '#src/dispatch/parse-line.js';
import { loadCommands } from '#src/dispatch/registry.js';
import { REGISTRY } from '#src/registry.js';

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

test('what a line allows is never a part of its expression, nor an expression a part of what it allows', () => {
  for (const line of [
    'cache.get("--force") --force',
    '--force cache.get("--force")',
    '--force --json cache.get("--force")',
  ]) {
    for (const command of [sizeCommand, retainersCommand, evalCommand, watchCommand]) {
      const { force, args } = parseLine(command, line);
      assert.deepEqual([force, Object.values(args)], [true, ['cache.get("--force")']], line);
    }
  }
  assert.throws(() => parseLine(retainersCommand, '--force'), { message: /^an argument is missing: retainers/ });
  const { force, args } = parseLine(evalCommand, 'a --force.b');
  assert.deepEqual([force, args], [false, { expression: 'a --force.b' }]);
});

test('every command takes what each line may say', async () => {
  for (const command of await loadCommands(REGISTRY)) {
    const words = Object.values(command.positionals as ArgumentSpecs).map(({ kind, required }) =>
      required ? (kind === NODE_ID ? '@1' : 'on') : '',
    );
    const { force, json, lens } = parseLine(command, `${words.join(' ')} --force --json --lens walk`);
    assert.deepEqual([force, json, lens], [true, true, 'walk'], command.name);
  }
});

test('a line of nothing but options that there are none of lacks its expression', () => {
  for (const [rest, option] of [
    ['--jsn', '--jsn'],
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
