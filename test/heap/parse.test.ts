import assert from 'node:assert/strict';
import { test } from 'node:test';
import { locationOf } from '#src/heap/graph.js';
import { SnapshotBuilder } from '../helpers/snapshot-builder.js';

const formats = [
  { nodeFields: 7, newlines: true },
  { nodeFields: 6, newlines: false },
] as const;

for (const format of formats) {
  test(`a snapshot of ${format.nodeFields} fields a node is read`, () => {
    const heap = new SnapshotBuilder();
    const cache = heap.object('Cache', { selfSize: 32, location: [7, 10, 4] });
    const name = heap.node('grüße "\\\n😀', { type: 'string', selfSize: 24, id: 4_000_000_001 });
    const buffer = heap.node('JSArrayBufferData', { type: 'native', selfSize: 6 * 2 ** 30, detachedness: 2 });
    heap.edge(0, cache, 'app', 'shortcut').edge(cache, name, 'name').edge(cache, buffer, 3);
    const graph = heap.graph(format);

    assert.equal(graph.nodeCount, 4);
    assert.deepEqual([...graph.firstEdge], [0, 1, 3, 3, 3]);
    assert.deepEqual([...graph.edgeTo], [cache, name, buffer]);
    assert.deepEqual(
      [...graph.edgeType].map((type) => graph.edgeTypes[type]),
      ['shortcut', 'property', 'element'],
    );
    assert.equal(graph.strings.get(graph.edgeName[1]), 'name');
    assert.equal(graph.edgeName[2], 3);
    assert.equal(graph.strings.get(graph.nodeName[name]), 'grüße "\\\n😀');
    assert.deepEqual([...graph.nodeId], [1, 3, 4_000_000_001, 7]);
    assert.deepEqual([...graph.selfSize], [0, 32, 24, 6 * 2 ** 30]);
    assert.deepEqual([...graph.detachedness], [0, 0, 0, 2]);
    assert.deepEqual(locationOf(graph, cache), { scriptId: 7, line: 10, column: 4 });
    assert.equal(locationOf(graph, name), null);
  });
}

test('strings may be longer than the segments in which they are kept', () => {
  const long = `${'0123456789'.repeat(1_000_000)}ü`;
  const heap = new SnapshotBuilder();
  const nodes = ['before', long, '', 'behind'].map((text) => heap.node(text, { type: 'string' }));
  const { strings, nodeName } = heap.graph();
  assert.deepEqual(
    nodes.map((node) => strings.get(nodeName[node])),
    ['before', long, '', 'behind'],
  );
  assert.equal(strings.indexOf('behind'), nodeName[nodes[3]]);
  assert.equal(strings.byteLength(nodeName[nodes[1]]), 10_000_006);
});

test('a string is found among many', () => {
  const heap = new SnapshotBuilder();
  const count = 140_000;
  const nodes = Array.from({ length: count }, (_, index) => heap.node(`s${index}`, { type: 'string' }));
  const { strings, nodeName } = heap.graph();
  for (let index = 0; index < strings.count; index += index % 65_536 < 4 || index % 65_536 > 65_530 ? 1 : 777) {
    assert.equal(strings.indexOf(strings.get(index)), index);
  }
  assert.equal(strings.indexOf('s139999'), nodeName[nodes[count - 1]]);
  assert.equal(strings.indexOf('s140000'), -1);
});

test('more than 65,536 places are told apart', () => {
  const heap = new SnapshotBuilder();
  const count = 70_000;
  for (let index = 0; index < count; index++) {
    heap.object('Thing', { location: [index % 300, index % 1000, index] });
  }
  const graph = heap.graph();
  for (let index = 0; index < count; index += index > 65_500 && index < 65_600 ? 1 : 97) {
    const location = { scriptId: index % 300, line: index % 1000, column: index };
    assert.deepEqual(locationOf(graph, index + 1), location);
  }
});
