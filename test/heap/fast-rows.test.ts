import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EdgeRows } from '#src/heap/edge-rows.js';
import { NodeRows } from '#src/heap/node-rows.js';
import { NumberRows, type RowSink } from '#src/heap/number-rows.js';
import { SnapshotSyntaxError } from '#src/heap/syntax-error.js';
import { header } from '../helpers/header.js';

const nodeCount = 100_000_000;

/** Numbers of each length alike: 1 to 10 digits. */
const number = fc.integer({ min: 1, max: 10 }).chain((digits) => fc.integer({ min: 0, max: 10 ** digits - 1 }));

/** What is written in place of a number, sometimes: nothing V8 writes, some of it nothing that may stand there. */
const damage = fc.constantFrom(
  ...['', ' 7', '7 ', '7\r', '7\n', '7\n\n', '-7', '7.5', '07', '7]', '7:7', '7 7', '8', '\u00e9'],
  ...[`${7 * nodeCount}`, '12345678901', '9'.repeat(20)],
);

/** The text of an array of rows with or without newlines, of which about one in `rarity` is damaged. */
function text(rows: fc.Arbitrary<number[]>, rarity: number): fc.Arbitrary<string> {
  const row = fc.oneof(
    { weight: rarity, arbitrary: rows.map((numbers) => numbers.join()) },
    {
      weight: 1,
      arbitrary: fc.tuple(rows, fc.nat(6), damage).map(([numbers, at, text]) => {
        return numbers.map((number, index) => (index === at % numbers.length ? text : number)).join();
      }),
    },
  );
  return fc
    .tuple(fc.array(row, { maxLength: 60, size: 'max' }), fc.constantFrom(',', '\n,'))
    .map(([rows, separator]) => `[${rows.join(separator)}${separator === ',' ? '' : '\n'}]`);
}

/** What of a text was read, or what was said of it. */
function outcome(sink: RowSink & { read: number }, columns: readonly string[], text: string): unknown {
  const values = sink as unknown as Record<string, ArrayLike<number>>;
  try {
    // Amid a buffer, and in two chunks.
    const bytes = Buffer.from(`${'7,'.repeat(5)}${text}`, 'latin1').subarray(10);
    const rows = new NumberRows(sink);
    const cut = Math.floor(bytes.length / 2);
    const at = rows.read(bytes.subarray(0, cut), 0, 0);
    if (!rows.done) assert.equal(at, cut);
    if (!rows.done) rows.read(bytes.subarray(cut), 0, cut);
  } catch (error) {
    if (error instanceof SnapshotSyntaxError) return error.message;
    throw error;
  }
  return [sink.read, ...columns.map((name) => Array.from({ length: sink.read }, (_, row) => values[name][row]))];
}

/** The same sink, for `NumberRows` to read all of it with care. */
function careful<Sink extends RowSink>(sink: Sink): Sink {
  return Object.defineProperty(sink, 'rows', { value: undefined });
}

for (const rarity of [3, 30]) {
  test(`edges that are read fast are those that are read with care (one of ${rarity} is damaged)`, () => {
    const columns = ['edgeType', 'edgeName', 'edgeTo'];
    const told = header({ nodeCount, edgeCount: 40 });
    const row = fc
      .tuple(
        fc.nat(11),
        number,
        fc.nat(nodeCount - 1).map((node) => 7 * node),
      )
      .map((row) => [...row]);
    fc.assert(
      fc.property(text(row, rarity), (text) => {
        const [fast, slow] = [new EdgeRows(told), careful(new EdgeRows(told))];
        assert.deepEqual(outcome(fast, columns, text), outcome(slow, columns, text));
        assert.deepEqual([fast.maxType, fast.maxName], [slow.maxType, slow.maxName]);
      }),
      { numRuns: 1000 },
    );
  });

  for (const nodeFields of [5, 6, 7, 8]) {
    test(`nodes of ${nodeFields} fields too (one of ${rarity} is damaged)`, () => {
      const columns = ['nodeType', 'nodeName', 'nodeId', 'selfSize', 'detachedness'];
      const told = header({ nodeCount: 40, edgeCount: 500, nodeFields });
      const end = fc.oneof(fc.constant(0), fc.constant(0), fc.nat(120));
      const row = fc
        .tuple(fc.nat(15), number, number, number, fc.nat(25), end, end, end)
        .map((row) => row.slice(0, nodeFields));
      fc.assert(
        fc.property(text(row, rarity), (text) => {
          const [fast, slow] = [new NodeRows(told), careful(new NodeRows(told))];
          assert.deepEqual(outcome(fast, columns, text), outcome(slow, columns, text));
          assert.deepEqual([fast.maxType, fast.maxName], [slow.maxType, slow.maxName]);
          assert.deepEqual(fast.firstEdge, slow.firstEdge);
        }),
        { numRuns: 1000 },
      );
    });
  }
}
