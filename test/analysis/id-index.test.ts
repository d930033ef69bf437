import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { IdIndex } from '#src/analysis/id-index.js';
import { TripleTable } from '#src/analysis/triple-table.js';

/** As V8 gives them: mostly small and odd; even and great ones of native nodes. */
const id = fc.oneof(
  fc.integer({ min: 0, max: 60 }),
  fc.integer({ min: 1, max: 300 }).map((half) => 2 * half + 1),
  fc.integer({ min: 0, max: 2 ** 32 - 1 }),
);

test('nodes are found by any ids, and none by others', () => {
  fc.assert(
    fc.property(fc.uniqueArray(id), fc.array(id), (ids, others) => {
      const index = new IdIndex(Uint32Array.from(ids));
      for (const each of [...ids, ...others]) assert.equal(index.get(each), ids.indexOf(each));
    }),
  );
});

test('a table of triples gives what a Map gives', () => {
  const number = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 2 ** 50 }));
  const triples = fc.uniqueArray(fc.tuple(number, number, number), { selector: (triple) => triple.join() });
  fc.assert(
    fc.property(triples, triples, (known, others) => {
      const table = new TripleTable();
      known.forEach((triple, at) => {
        table.add(...triple, at + 1);
      });
      const expected = new Map(known.map((triple, at) => [triple.join(), at + 1]));
      for (const triple of [...known, ...others]) assert.equal(table.get(...triple), expected.get(triple.join()) ?? 0);
    }),
  );
});

test('a table of triples grows', () => {
  const table = new TripleTable();
  for (let at = 0; at < 5000; at++) table.add(at % 7, at, at * 2 ** 20, at + 1);
  for (let at = 0; at < 5000; at++) assert.equal(table.get(at % 7, at, at * 2 ** 20), at + 1);
  assert.equal(table.get(0, 5000, 0), 0);
});
