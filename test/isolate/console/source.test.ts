import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createContext, Script } from 'node:vm';
import { prepareSource } from '#src/isolate/console/source.js';
import { SourceError } from '#src/isolate/console/source-error.js';
import { isUnfinished } from '#src/repl/lines.js';

/**
 * Runs lines as the target does: rewritten, in a global object of their own, with the console's variables in a `with`.
 */
function createEvaluator() {
  const variables: Record<string, unknown> = Object.create(null);
  const context = createContext({ variables, imported: [] as unknown[] });
  const before = new Set(Object.getOwnPropertyNames(context));
  return {
    variables,
    /** The globals that the lines have left behind. */
    left: () => Object.getOwnPropertyNames(context).filter((name) => !before.has(name)),
    async run(text: string): Promise<unknown> {
      const { code, awaits, boxed, declares } = prepareSource(text);
      for (const { name } of declares) variables[name] = undefined;
      const prelude = 'const __import = (specifier) => "imported " + specifier;';
      const given = new Script(`with (variables) { ${prelude}${code}\n}`).runInContext(context);
      const value = awaits ? await lastOf(given) : given;
      return boxed ? value.value : value;
    },
  };
}

/** Runs the generator that a line with `await` has become. */
async function lastOf(line: Generator): Promise<{ value: unknown }> {
  let step = line.next();
  while (!step.done) step = line.next(await step.value);
  return step.value;
}

/** Lines, one after the other in one console, and what the last gives. */
const values: [lines: string[], value: unknown][] = [
  [['1 + 1'], 2],
  [['1; 2'], 2],
  [['(1)'], 1],
  [['((1, 2));'], 2],
  [['`a\n`'], 'a\n'],
  [['1 // a comment'], 1],
  [['1 /* ; */ ;'], 1],
  [['let a = 1', 'a'], 1],
  [['let a = 1; a + 1'], 2],
  [['let a = 1', 'let a = 2', 'a'], 2],
  [['const a = 1', 'const a = 2; a'], 2],
  [['var a = 1, b = a + 1', 'b'], 2],
  [['let a', 'a'], undefined],
  [['let a = 1', 'let a', 'a'], undefined],
  [['let { a, b: [c], ...rest } = { a: 1, b: [2], d: 3 }', '[a, c, rest.d].join()'], '1,2,3'],
  [['const [a = 4, ...b] = [undefined, 5, 6]; a + b.length'], 6],
  [['class A { x = 1 }', 'class A { y = 2 }', 'new A().y'], 2],
  [['class A { static #x = 3; static x() { return A.#x } }', 'A.x()'], 3],
  [['f(); function f() { return 1 }'], 1],
  [['function f() { return g() } function g() { return 7 }', 'f()'], 7],
  [['function* f() { yield 1; yield 2 }', '[...f()].length'], 2],
  [['async function f() { return (await 1) + 1 }', 'await f()'], 2],
  [['await 5'], 5],
  [['let a = await Promise.resolve(1), b = 2', 'a + b'], 3],
  [['for await (const x of [Promise.resolve(1)]) var last = x', 'last'], 1],
  [['for await (const x of [1]) var a = await x + 1; a'], 2],
  [['await await 1 + await/x/.source'], '1x'],
  [['let o = { async f() { return await 2 } }; [await 1, ...await [await o.f()]].join()'], '1,2'],
  [['await 0; function f() { return 3 }', 'f()'], 3],
  [['if (await true) var a = 1; a'], 1],
  [['(await 1) + (await 2)'], 3],
  [["import('node:fs')"], 'imported node:fs'],
  [["await import('a' + 'b')"], 'imported ab'],
  [["const f = () => import('x')", 'f()'], 'imported x'],
  [['{ a: 1 }.a'], 1],
  [['({ a: 1 }).a'], 1],
  [['{ let a = 1; a }'], 1],
  [['{ a: 1 };'], 1],
  [['if (true) 5; else 6'], 5],
  [['for (var i = 0; i < 3; i++); i'], 3],
  [['for (let i = 0, n = 2; i < n; i++) var sum = (sum ?? 0) + i; sum'], 1],
  [['for (var [k, v] of [["a", 1]]); k + v'], 'a1'],
  [['for (const x of [1, 2]) x'], 2],
  [['for (let k in { q: 1 }) k'], 'q'],
  [['let k; for (k of [1, 2, 3]); k'], 3],
  [['try { null.x } catch ({ name }) { name }'], 'TypeError'],
  [['switch (1) { case 1: let s = 2; s }'], 2],
  [['outer: for (;;) { for (;;) break outer }', '1'], 1],
  [['let o = { f() { return this.x }, x: 1, get y() { return 2 } }', 'o.f() + o.y'], 3],
  [['const a = 1, f = (a, b = a) => { let c = b; return c }', 'f(5)'], 5],
  [['let a = 1; { let a = 2 } a'], 1],
  [['let a = 1; a++; a += 2; a'], 4],
  [['let a, b; [a, b] = [1, 2]; a + b'], 3],
  [['let o = {}; o.x ??= 4; o.x'], 4],
  [['"use strict"'], 'use strict'],
];

describe('lines are rewritten to mean what they say', () => {
  for (const [lines, expected] of values) {
    test(lines.join(' ⏎ '), async () => {
      const { run, left } = createEvaluator();
      let value: unknown;
      for (const line of lines) value = await run(line);
      assert.equal(value, expected);
      assert.deepEqual(left(), [], 'a global was left behind');
    });
  }
});

test('an object literal is an object, and a function has no name that we gave it', async () => {
  const { run } = createEvaluator();
  assert.equal(JSON.stringify(await run('{ a: 1, b: { c: 2 } }')), '{"a":1,"b":{"c":2}}');
  assert.equal(JSON.stringify(await run('{}')), '{}');
  for (const line of ['() => 1', '(function () {})', '(class {})', 'async (x) => x']) {
    assert.equal(((await run(line)) as { name: string }).name, '', line);
  }
  assert.equal(((await run('let f = () => 1; f')) as { name: string }).name, 'f');
});

test('a function in a block is seen there and is no global', async () => {
  const { run, left } = createEvaluator();
  assert.equal(await run('{ function f() { return 1 } f() }'), 1);
  assert.equal(await run('if (true) { function f() { return 1 } } typeof f'), 'undefined');
  assert.deepEqual(left(), []);
});

test('what a line declares, mentions and assigns is known', () => {
  const facts = (text: string) => {
    const { declares, names, assigns, assignsToMain, awaits } = prepareSource(text);
    const constants = declares.map(({ name, constant }) => (constant ? `const ${name}` : name));
    return { declares: constants, names: names.toSorted(), assigns, assignsToMain, awaits };
  };
  const nothing = { declares: [], names: [], assigns: [], assignsToMain: null, awaits: false };
  assert.deepEqual(facts('1'), nothing);
  assert.deepEqual(facts('const a = b, { c: [d] } = e.f'), {
    ...nothing,
    declares: ['const a', 'const d'],
    names: ['a', 'b', 'd', 'e'],
  });
  assert.deepEqual(facts('counter++').assigns, ['counter']);
  assert.deepEqual(facts('[a, b.c, ...d] = e').assigns, ['a', 'd']);
  assert.deepEqual(facts('for (x of y);').assigns, ['x']);
  assert.deepEqual(facts('{ let x = 1; x = 2 }').assigns, []);
  assert.deepEqual(facts('(x => { x = 2 })()').assigns, []);
  assert.deepEqual(facts('function f() { x = 2; var x }').assigns, []);
  assert.deepEqual(facts('try {} catch (x) { x = 2 }').assigns, []);
  assert.deepEqual(facts('(function x() { x = 2 })()').assigns, []);
  assert.deepEqual(facts('x = [1].map(x => x * 2)').assigns, ['x']);
  assert.deepEqual(facts('for (let i = 0; i < 3; i++); i = 7').assigns, ['i']);
  assert.deepEqual(facts('{ let x } x = 1').assigns, ['x']);
  assert.deepEqual(facts('() => { if (a) { let x } x = 1 }').assigns, ['x']);
  assert.deepEqual(facts('() => { if (a) { let x; x = 1 } }').assigns, []);
  assert.deepEqual(facts('main.cache = 1').assignsToMain, 'main.cache');
  assert.deepEqual(facts('main["a"]++').assignsToMain, 'main["a"]');
  assert.deepEqual(facts('main.cache.x = 1').assignsToMain, null);
  assert.deepEqual([facts('await 1').awaits, facts('async () => await 1').awaits], [true, false]);
});

for (const text of [
  'cache.get(',
  'let x =',
  'function f() {',
  'if (a) {',
  '[1,',
  '`abc',
  '{ a: 1,',
  'a.',
  'class A {',
  '/* comment',
  'async () => {',
  'x = {\n a: 1',
  "'abc\\",
]) {
  test(`goes on in the next line: ${JSON.stringify(text)}`, () => assert.equal(isUnfinished(text), true));
}

for (const text of [
  '',
  ' ',
  '1',
  'let x',
  '"abc',
  'a b',
  ')',
  '.help',
  '.scope {',
  'return 1',
  'a; }',
  '}',
  '// comment',
]) {
  test(`is finished, right or wrong: ${JSON.stringify(text)}`, () => assert.equal(isUnfinished(text), false));
}

for (const [text, excerpt] of [
  ['foo bar', 'foo bar\n    ^'],
  ['1 +\n2;;)\n3', '2;;)\n   ^'],
  [`${'x + '.repeat(100)}) + 1`, `${'x + '.repeat(15)}) + 1\n${' '.repeat(60)}^`],
] as const) {
  test(`the place of what is wrong is shown: ${excerpt}`, () => {
    assert.throws(() => prepareSource(text), { excerpt });
  });
}

for (const [text, message] of [
  ['let a = ;', /Unexpected token/],
  ['foo bar', /^Unexpected identifier/],
  ['1;;;)', /^Unexpected token '\)'$/],
  ['await 1; foo bar', /^Unexpected identifier/],
  ['"abc', /^Invalid or unexpected token$/],
  ['import fs from "fs"', /use `await import\(…\)`/],
  ['export const a = 1', /use `await import\(…\)`/],
  ['return 1', /^Illegal return statement$/],
  ['let a; let a', /already been declared/],
] as const) {
  test(`is refused: ${text}`, () => {
    assert.throws(
      () => prepareSource(text),
      (error) => error instanceof SourceError && !error.incomplete && message.test(error.message),
    );
  });
}
