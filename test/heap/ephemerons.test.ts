import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { findEphemerons, tableIdOf } from '#src/heap/ephemerons.js';
import { SnapshotBuilder } from '../helpers/snapshot-builder.js';

// DevTools: HeapSnapshot.ts, tryParseWeakMapEdgeName
const pattern = /^\d+( \/ part of key \(.*? @(\d+)\) -> value \(.*? @(\d+)\) pair in WeakMap \(table @(\d+)\))$/;

const part = fc.constantFrom(
  ...['1', '20', ' ', '@', '(', ')', ' / part of key (', 'Key @3', ' @3', ') -> value (', 'Value @5', 'ü"', 'key'],
  ...[') pair in WeakMap (table @', ' pair in WeakMap (table @', '7)', '@'],
);
const whole = fc
  .tuple(fc.nat(99), fc.array(part, { maxLength: 4 }), fc.array(part, { maxLength: 4 }), fc.nat(), fc.nat())
  .map(
    ([number, key, value, id, table]) =>
      `${number} / part of key (${key.join('')} @1) -> value (${value.join('')} @${id}) pair in WeakMap (table @${table})`,
  );
const name = fc.oneof(
  whole,
  fc.array(part, { maxLength: 12 }).map((parts) => parts.join('')),
  fc.tuple(whole, fc.nat(60), fc.nat(5)).map(([text, at, count]) => text.slice(0, at) + text.slice(at + count)),
);

test('the names of entries of WeakMaps are those that match the expression of DevTools', () => {
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 20 }), (names) => {
      const heap = new SnapshotBuilder();
      for (const text of names) heap.node(text);
      const { strings } = heap.graph();
      const ephemerons = findEphemerons(strings);
      const found = [...ephemerons.names].map((index, at) => [
        strings.get(index),
        ephemerons.keyIds[at],
        ephemerons.valueIds[at],
        tableIdOf(ephemerons, index),
      ]);
      const expected = names.flatMap((text) => {
        const match = pattern.exec(text);
        return match === null ? [] : [[text, idOf(match[2]), idOf(match[3]), idOf(match[4])]];
      });
      assert.deepEqual(found, expected);
    }),
    { numRuns: 1000 },
  );
});

test('an entry is found however long the names in it are', () => {
  const heap = new SnapshotBuilder();
  const text = `1 / part of key (${'K'.repeat(10_000)} @3) -> value (Value @5) pair in WeakMap (table @7)`;
  heap.node(text);
  const { strings } = heap.graph();
  const { names, tableIds, keyIds, valueIds } = findEphemerons(strings);
  assert.deepEqual([strings.get(names[0]), tableIds[0], keyIds[0], valueIds[0]], [text, 7, 3, 5]);
});

/** The ids of nodes have 32 bits; 0 is of none. */
function idOf(digits: string): number {
  return Number(digits) < 2 ** 32 ? Number(digits) : 0;
}
