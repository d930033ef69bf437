import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EdgeRows } from '#src/heap/edge-rows.js';
import { EdgeRowsBackwards } from '#src/heap/edge-rows-backwards.js';
import type { SnapshotHeader } from '#src/heap/header.js';
import { NumberRows } from '#src/heap/number-rows.js';
import { header } from '../helpers/header.js';

const nodeCount = 100_000;

const edge = fc.tuple(
  fc.integer({ min: 0, max: 9 }),
  fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 999_999_999 })),
  fc.integer({ min: 0, max: nodeCount - 1 }),
);

const isNamed = (type: number) => type < 7 && type !== 1 && type !== 4;

/** The section with what stands around it, and where its first row starts, and the byte behind it. */
function written(rows: readonly string[], separator: string) {
  const before = '{"snapshot":{"edge_count":0,"node_count":0},"edges":[';
  const text = rows.join(separator) + (separator === '\n,' && rows.length > 0 ? '\n' : '');
  return { bytes: Buffer.from(`${before}${text}],`), start: before.length, end: before.length + text.length + 1 };
}

/** Reads backwards from `end` in blocks of this length, until nothing more is read. */
function backwards(bytes: Uint8Array, end: number, told: SnapshotHeader, blockBytes: number) {
  const { edgeType, edgeName, edgeTo } = new EdgeRows(told);
  const rows = new EdgeRowsBackwards(told, { edgeType, edgeName, edgeTo }, blockBytes);
  for (let start = end; ; ) {
    const from = Math.max(0, start - blockBytes);
    const block = bytes.subarray(from, start);
    const next = from + rows.read(block);
    if (next === start) return { rows, start, columns: [edgeType, edgeName, edgeTo] };
    start = next;
  }
}

test('edges are the same read backwards, whatever the blocks', () => {
  fc.assert(
    fc.property(
      fc.array(edge, { maxLength: 60, size: 'max' }),
      fc.constantFrom(',', '\n,'),
      fc.integer({ min: 100, max: 300 }),
      (edges, separator, blockBytes) => {
        const told = header({ nodeCount, edgeCount: edges.length });
        const { bytes, start, end } = written(
          edges.map(([type, name, to]) => [type, name, 7 * to].join()),
          separator,
        );
        const forwards = new EdgeRows(told);
        new NumberRows(forwards).read(bytes.subarray(start - 1), 0, 0);
        const read = backwards(bytes, end, told, blockBytes);
        const { rows, columns } = read;
        const { first } = rows;
        // The block in which the section starts is left to the other side.
        assert.equal(read.start - start <= blockBytes, true, `${first} edges are left`);
        if (end - start > 2 * blockBytes) assert.equal(first < edges.length, true, 'none was read');
        assert.deepEqual(
          columns.map((column) => column.subarray(first)),
          [forwards.edgeType, forwards.edgeName, forwards.edgeTo].map((column) => column.subarray(first)),
        );
        const named = edges.slice(first).map(([type, name]) => (isNamed(type) ? name : -1));
        assert.equal(rows.maxName, Math.max(-1, ...named));
        assert.equal(rows.maxType, Math.max(0, ...edges.slice(first).map(([type]) => type)));
      },
    ),
  );
});

test('rows are found where all three commas seem to stand before one', () => {
  const told = header({ nodeCount, edgeCount: 100 });
  const { bytes, start, end } = written(new Array(100).fill('0,0,0'), ',');
  for (let blockBytes = 60; blockBytes < 80; blockBytes++) {
    const { rows, start: at } = backwards(bytes, end, told, blockBytes);
    assert.equal(rows.first, (at - start) / 6);
    assert.equal(rows.first < 15, true);
  }
});

test('more rows than the header tells of are not read', () => {
  const told = header({ nodeCount, edgeCount: 30 });
  const { bytes, end } = written(new Array(60).fill('1,2,7'), ',');
  const { rows } = backwards(bytes, end, told, 100);
  assert.equal(rows.first >= 0 && rows.first < 30, true, `${rows.first}`);
});

test('a block that is not understood ends the reading, and what stands behind it was read', () => {
  const usual = Array.from({ length: 20 }, (_, index) => `${index % 7},${index},${7 * index}`);
  const damaged = {
    'no number': '1,,7',
    'a sign': '1,-2,7',
    'a row that is too short': '2,7',
    'a place between nodes': '1,2,8',
    'a node that is not there': `1,2,${7 * nodeCount}`,
    'no digits at all': 'true',
    'an end': '1,2,7],1,2,7',
  };
  for (const [what, row] of Object.entries(damaged)) {
    for (const separator of [',', '\n,']) {
      const rows = [...usual, row, ...usual];
      const { bytes, end } = written(rows, separator);
      const { rows: read, start } = backwards(bytes, end, header({ nodeCount, edgeCount: rows.length }), 100);
      assert.equal(read.first > usual.length && read.first < rows.length, true, `${what}: from ${read.first} on`);
      assert.equal(
        bytes
          .subarray(start, end - 1)
          .toString()
          .trim(),
        rows.slice(read.first).join(separator),
        what,
      );
    }
  }
});

test('fields in another order are left to the other side', () => {
  const told = { ...header({ nodeCount, edgeCount: 30 }), edgeFields: ['name_or_index', 'type', 'to_node'] };
  const { bytes, end } = written(new Array(30).fill('30,1,14'), ',');
  assert.equal(backwards(bytes, end, told, 100).rows.first, 30);
});
