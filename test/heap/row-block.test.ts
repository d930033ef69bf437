import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EdgeRows } from '#src/heap/edge-rows.js';
import { NodeRows } from '#src/heap/node-rows.js';
import { guessRowStart } from '#src/heap/row-block.js';
import { header } from '../helpers/header.js';

for (const nodeFields of [6, 7]) {
  for (const separator of [',', '\n,']) {
    test(`where a row starts is guessed rightly: ${nodeFields} fields, ${JSON.stringify(separator)}`, () => {
      const told = header({ nodeCount: 10_000, edgeCount: 10_000, nodeFields });
      const nodes = Array.from({ length: 400 }, (_, at) => {
        const row = [at % 15, at * 37, 2 * at + 1001, at % 300, at % 9, 0, 0];
        return row.slice(0, nodeFields);
      });
      const edges = Array.from({ length: 400 }, (_, at) => [at % 7, at * 53, ((at * 977) % 10_000) * nodeFields]);
      for (const [rows, sink] of [
        [nodes, new NodeRows(told)],
        [edges, new EdgeRows(told)],
      ] as const) {
        const bytes = Buffer.from(rows.join(separator) + separator);
        const starts: number[] = [];
        for (const row of rows) starts.push((starts.at(-1) ?? 0) + row.join().length + separator.length);
        for (let from = 0; from < bytes.length - 2000; from++) {
          const start = starts.find((start) => start > from);
          assert.equal(from + guessRowStart(bytes.subarray(from), sink), start, `from ${from}`);
        }
      }
    });
  }
}

test('where no row can be read, none is guessed', () => {
  const told = header({ nodeCount: 10, edgeCount: 1000 });
  assert.equal(guessRowStart(Buffer.from('1,2,3,'.repeat(1000)), new EdgeRows(told)), -1);
  assert.equal(guessRowStart(Buffer.from('x'.repeat(1000)), new EdgeRows(told)), -1);
});
