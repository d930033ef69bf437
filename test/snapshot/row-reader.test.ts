import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { SnapshotParser } from '#src/heap/parse.js';
import { findSections } from '#src/snapshot/find-sections.js';
import {
  beginReading,
  edgeReader,
  endReading,
  nodeReader,
  type ReadRows,
  type RowReading,
} from '#src/snapshot/row-reader.js';
import { parse, SnapshotBuilder } from '../helpers/snapshot-builder.js';

const directory = mkdtempSync(join(tmpdir(), 'leakconsole-'));
const file = join(directory, 'some.heapsnapshot');
after(() => rmSync(directory, { recursive: true }));

/** Numbers of all lengths. */
const number = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }));
const node = fc.record({
  type: fc.constantFrom('object', 'string', 'object shape'),
  selfSize: number,
  detachedness: fc.constantFrom(0, 0, 0, 1, 2),
  id: number,
  edges: fc.array(fc.tuple(number, fc.nat()), { maxLength: 12, size: 'max' }),
});
const heap = fc.array(node, { minLength: 1, maxLength: 150, size: 'max' }).map((nodes) => {
  const builder = new SnapshotBuilder();
  for (const [at, { edges: _, ...options }] of nodes.entries()) builder.node(`Class${at % 90}`, options);
  // Where there is no edge, threads leave the file to the parser.
  builder.edge(0, 1, 0);
  nodes.forEach(({ edges }, at) => {
    for (const [index, to] of edges) builder.edge(at + 1, to % nodes.length, index);
  });
  return builder;
});
const format = fc.record({ nodeFields: fc.constantFrom<6 | 7>(6, 7), newlines: fc.boolean() });

test('nodes and edges are the same in blocks, whatever the blocks, each of which is read ahead', async () => {
  await fc.assert(
    fc.asyncProperty(heap, format, fc.integer({ min: 700, max: 3000 }), async (builder, format, blockBytes) => {
      const bytes = Buffer.from(builder.bytes(format));
      const { reading, close } = begin(bytes, blockBytes);
      const { nodes, edges } = await readAhead(reading).finally(close);
      const expected = parse(bytes);
      for (const [name, column] of Object.entries({ ...nodes, ...edges })) {
        if (name.startsWith('max')) continue;
        assert.deepEqual(column, expected[name as keyof typeof expected], name);
      }
      assert.equal(nodes.maxName < expected.strings.count && edges.maxType < 7, true);
    }),
    { numRuns: 200 },
  );
});

test('what does not lead from row to row is an error, for all threads', async () => {
  const builder = new SnapshotBuilder();
  for (let at = 1; at <= 500; at++) builder.edge(0, builder.node('Node'), at);
  const bytes = Buffer.from(builder.bytes());
  const text = bytes.toString('latin1');
  const wrong = [
    text.replace('"node_count":501', '"node_count":500'),
    text.replace('"edge_count":500', '"edge_count":501'),
    text.replace('"edges":[', '"edges" :['),
    text.replace(/\n,1,250,/, '\n,5,1,250,'),
    text.replace(/\n,1,250,/, '],1,250,'),
    text.replace(/\n,1,250,/, `\n,1,${' '.repeat(2000)}250,`),
    text.replace(/\n,1,250,/, '\n,1,25x0,'),
  ];
  for (const [index, damaged] of wrong.entries()) {
    assert.notEqual(damaged, text);
    await assert.rejects(async () => {
      const { reading, close } = begin(Buffer.from(damaged, 'latin1'), 1000);
      await readAhead(reading).finally(close);
    }, `${index}`);
  }
});

/** Begins to read a file with these bytes. */
function begin(bytes: Buffer, blockBytes: number) {
  writeFileSync(file, bytes);
  const descriptor = openSync(file, 'r');
  const { header, nodes, edges } = findSections(descriptor, new SnapshotParser());
  return { reading: beginReading(descriptor, header, nodes, edges, blockBytes), close: () => closeSync(descriptor) };
}

/** Has each block read before its turn: a thread waits until the one before was read, by another one. */
async function readAhead(reading: RowReading): Promise<ReturnType<typeof endReading>> {
  const read: ReadRows[] = [];
  const readTo = async (section: keyof ReadRows, block: number): Promise<void> => {
    const reader = section === 'nodes' ? nodeReader(reading) : edgeReader(reading);
    reading[section].turns[0] = block;
    await reader.readBlock(() => readTo(section, block - 1));
    read.push({ nodes: noRows, edges: noRows, [section]: reader.greatest });
  };
  for (const section of ['nodes', 'edges'] as const) {
    const { start, end, blockBytes } = reading[section];
    await readTo(section, Math.ceil((end - start) / blockBytes) - 1);
  }
  return endReading(reading, read);
}

const noRows = { maxType: 0, maxName: -1 };
