import assert from 'node:assert/strict';
import { Session as InspectorSession } from 'node:inspector/promises';
import { test } from 'node:test';
import { printValue } from '#src/page/print-value.js';

/** V8 here describes a value as it does in a page. */
async function print(expression: string): Promise<string> {
  const session = new InspectorSession();
  session.connect();
  try {
    const { result } = await session.post('Runtime.evaluate', { expression, generatePreview: true });
    return printValue(result as Parameters<typeof printValue>[0]);
  } finally {
    session.disconnect();
  }
}

for (const [expression, text] of [
  ['1.5', '1.5'],
  ['-0', '-0'],
  ['NaN', 'NaN'],
  ['12n', '12n'],
  ['true', 'true'],
  ['null', 'null'],
  ['undefined', 'undefined'],
  [`'it is\\n"é" \\u001b'`, `'it is\\n"é" \\u001b'`],
  [`"it's"`, `'it\\'s'`],
  ['Symbol("q")', 'Symbol(q)'],
  ['(class {})', '[class]'],
  ['(class A extends Map {})', '[class A]'],
  ['(function named() {})', '[Function named]'],
  ['(async () => 1)', '[Function]'],
  ['/x/g', '/x/g'],
  ['({})', '{}'],
  [`({ a: 1, 'b-c': 'x', f() {}, get g() { throw 1 } })`, `{ a: 1, 'b-c': 'x', f: [Function], g: [Getter] }`],
  ['({ [Symbol.iterator]: null, u: undefined })', '{ u: undefined, [Symbol(Symbol.iterator)]: null }'],
  ['new (class Order { id = 7; lines = [1, 2] })()', 'Order { id: 7, lines: Array(2) }'],
  ['({ a: 1, b: 2, c: 3, d: 4, e: 5, f: 6 })', '{ a: 1, b: 2, c: 3, d: 4, e: 5, … }'],
  ['[1, "two", [3]]', `Array(3) [ 1, 'two', Array(1) ]`],
  ['[]', 'Array(0) []'],
  ['new Map([["k", { a: 1 }], [null, 2]])', `Map(2) { 'k' => { a: 1 }, null => 2 }`],
  ['new Set([1, "a"])', `Set(2) { 1, 'a' }`],
] as const) {
  test(`${expression} is printed as ${text}`, async () => assert.equal(await print(expression), text));
}

test('an error is printed with its stack', async () => {
  assert.match(await print('new TypeError("no")'), /^TypeError: no\n {4}at /);
});

test('a getter is not called', async () => {
  assert.equal(await print('globalThis.called = 0; ({ get x() { return ++called } })'), '{ x: [Getter] }');
  assert.equal(await print('called'), '0');
});
