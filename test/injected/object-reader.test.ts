import '../helpers/own-program.js';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ObjectReader } from '#src/injected/objects/object-reader.js';

class Registry {
  readonly [key: string]: number;
}

for (const [what, large] of Object.entries({ dictionary: {}, 'instance of a class': new Registry() })) {
  test(`the keys of a large ${what} are listed once`, () => {
    const reader = new ObjectReader();
    for (let i = 0; i < 30_000; i++) Object.assign(large, { [`key ${i}`]: i });
    const names = reader.keysOf(large);
    assert.equal(names.length, 30_000);
    assert.ok(reader.isLarge(large));
    assert.equal(reader.keysOf(large), names);
  });
}

test('the keys of a large object are listed once where no dictionary is expected', () => {
  const reader = new ObjectReader();
  reader.expectNoDictionaries();
  const large = Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`key ${i}`, i]));
  assert.equal(reader.keysOf(large).length, 2000);
  assert.ok(reader.isLarge(large));
});

test('of an array, what has a name is read, whether it is empty, has holes, or is of a class of its own', () => {
  class Stack extends Array<number> {
    readonly waiting = {};
  }
  const reader = new ObjectReader();
  const mark = Symbol('mark');
  const read = (array: unknown[]) => {
    const found: unknown[] = [];
    const names = reader.readProperties(array, 'array', 100, (key, _value, edge) => found.push(key, edge));
    assert.equal(2 * names.length, found.length);
    return found;
  };
  assert.deepEqual(read([1, 2, 3]), []);
  assert.deepEqual(read([]), []);
  assert.deepEqual(read(Object.assign([1], { result: {}, [mark]: {} })), ['result', 'property', mark, 'property']);
  assert.deepEqual(read(Object.assign([], { result: {} })), ['result', 'property']);
  const sparse = Object.assign([1], { result: {} });
  sparse[200] = 1;
  assert.deepEqual(read(sparse), ['result', 'property']);
  assert.deepEqual(read(Stack.of(1, 2)), ['waiting', 'property']);
  assert.deepEqual(read(Object.assign(new Array(100_000).fill(0), { result: {} })), [], 'a long one is not listed');
});
