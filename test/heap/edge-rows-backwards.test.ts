import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EdgeRows } from '#src/heap/edge-rows.js';
import { EdgeRowsBackwards } from '#src/heap/edge-rows-backwards.js';
import type { SnapshotHeader } from '#src/heap/header.js';
import { NumberRows } from '#src/heap/number-rows.js';

const nodeCount = 100_000;

const edge = fc.tuple(
  fc.integer({ min: 0, max: 9 }),
  fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 999_999_999 })),
  fc.integer({ min: 0, max: nodeCount - 1 }),
);

/** The section with what stands around it, and where its first row starts and its `]` stands. */
function written(rows: readonly string[], separator: string) {
  const before = '{"snapshot":{"edge_count":0,"node_count":0},"edges":[';
  const text = rows.join(separator) + (separator === '\n,' && rows.length > 0 ? '\n' : '');
  return { bytes: Buffer.from(`${before}${text}],`), start: before.length, end: before.length + text.length };
}

function headerOf(edgeCount: number): SnapshotHeader {
  return {
    nodeCount,
    edgeCount,
    nodeFields: ['type', 'name', 'id', 'self_size', 'edge_count', 'trace_node_id', 'detachedness'],
    edgeFields: ['type', 'name_or_index', 'to_node'],
    locationFields: [],
    traceFunctionInfoFields: [],
    nodeTypes: [],
    edgeTypes: ['context', 'element', 'property', 'internal', 'hidden', 'shortcut', 'weak'],
    extraNativeBytes: 0,
    isRedacted: false,
  };
}

/** Reads backwards from `end` in blocks of this length, until nothing more is read. */
function backwards(bytes: Uint8Array, end: number, header: SnapshotHeader, blockBytes: number) {
  const { edgeType, edgeName, edgeTo } = new EdgeRows(header);
  const rows = new EdgeRowsBackwards(header, { edgeType, edgeName, edgeTo });
  for (let start = end; ; ) {
    const from = Math.max(0, start - blockBytes);
    const block = bytes.subarray(from, start);
    const next = from + rows.read(block, block.length);
    if (next === start) return { rows, start, columns: [edgeType, edgeName, edgeTo] };
    start = next;
  }
}

test('edges are the same read backwards, whatever the blocks', () => {
  fc.assert(
    fc.property(
      fc.array(edge, { maxLength: 40 }),
      fc.constantFrom(',', '\n,'),
      fc.integer({ min: 64, max: 300 }),
      (edges, separator, blockBytes) => {
        const header = headerOf(edges.length);
        const { bytes, start, end } = written(
          edges.map(([type, name, to]) => [type, name, 7 * to].join()),
          separator,
        );
        const forwards = new EdgeRows(header);
        new NumberRows(forwards).read(bytes.subarray(start - 1), 0, 0);
        const read = backwards(bytes, end, header, blockBytes);
        assert.equal(read.rows.first, 0);
        assert.equal(read.start, edges.length === 0 ? end : start);
        assert.deepEqual(read.columns, [forwards.edgeType, forwards.edgeName, forwards.edgeTo]);
        assert.deepEqual([read.rows.maxType, read.rows.maxName], [forwards.maxType, forwards.maxName]);
      },
    ),
  );
});

test('what is not as V8 writes it ends the reading, at the start of the row behind it', () => {
  const usual = ['1,2,7', '2,30,14', '3,4,21'];
  const unusual = {
    'a space': '1, 2,7',
    'a type of two digits': '10,2,7',
    'a number of ten digits': '1,1234567890,7',
    'no number': '1,,7',
    'a sign': '1,-2,7',
    'a row that is too short': '2,7',
    'a place between nodes': '1,2,8',
    'a node that is not there': `1,2,${7 * nodeCount}`,
    'no digits at all': 'true',
  };
  for (const [what, row] of Object.entries(unusual)) {
    for (const separator of [',', '\n,']) {
      const rows = [...usual, row, ...usual];
      const { bytes, end } = written(rows, separator);
      const read = backwards(bytes, end, headerOf(rows.length), 100);
      assert.equal(read.rows.first, 4, what);
      assert.equal(bytes.subarray(read.start, read.start + 5).toString(), '1,2,7', what);
    }
  }
});

test('fields in another order are not read backwards', () => {
  const header = { ...headerOf(1), edgeFields: ['name_or_index', 'type', 'to_node'] };
  const { bytes, end } = written(['1,2,7'], ',');
  assert.equal(backwards(bytes, end, header, 100).rows.first, 1);
});
