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
