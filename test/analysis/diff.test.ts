import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diff } from '#src/analysis/diff.js';
import { Heap } from '#src/analysis/heap.js';
import { findInstances, newInstances } from '#src/analysis/instances.js';
import { analyse } from '#src/heap/analyse.js';
import { SnapshotBuilder } from '../helpers/snapshot-builder.js';

/** A heap that holds objects of given class, id and size. */
function heapOf(...objects: readonly [name: string, id: number, selfSize: number][]): Heap {
  const heap = new SnapshotBuilder();
  const global = heap.object('global', { id: 999 });
  heap.edge(0, global, 'global', 'shortcut');
  for (const [name, id, selfSize] of objects) heap.edge(global, heap.object(name, { id, selfSize }), `x${id}`);
  return new Heap(analyse(heap.graph()));
}

test('objects are matched by id: what is new, what is gone, and their sizes', () => {
  const base = heapOf(['User', 11, 10], ['User', 13, 10], ['Map', 15, 100], ['Gone', 17, 7]);
  const heap = heapOf(['User', 13, 12], ['User', 21, 20], ['User', 23, 20], ['Map', 15, 100], ['Fresh', 25, 5]);
  const { types, total, more } = diff(heap, base, 10);
  assert.deepEqual(
    types.map(({ name, new: added, deleted, delta, allocatedBytes, freedBytes, deltaBytes }) => [
      name,
      ...[added, deleted, delta, allocatedBytes, freedBytes, deltaBytes],
    ]),
    [
      ['User', 2, 1, 1, 40, 10, 30],
      ['Fresh', 1, 0, 1, 5, 0, 5],
      ['Gone', 0, 1, -1, 0, 7, -7],
    ],
  );
  assert.deepEqual(total, { new: 3, deleted: 2, delta: 1, allocatedBytes: 45, freedBytes: 17, deltaBytes: 28 });
  assert.equal(more, 0);
});

test('an id that another class has now is an object gone and one that is new', () => {
  const { types } = diff(heapOf(['Map', 11, 10]), heapOf(['User', 11, 10]), 10);
  assert.deepEqual(
    types.map(({ name, delta }) => [name, delta]),
    [
      ['Map', 1],
      ['User', -1],
    ],
  );
});

test('a heap does not differ from itself', () => {
  const heap = heapOf(['User', 11, 10], ['Map', 13, 10]);
  assert.deepEqual(diff(heap, heap, 10).types, []);
});

test('plain objects are grouped by the properties that the later heap groups them by', () => {
  const build = (count: number): Heap => {
    const heap = new SnapshotBuilder();
    const global = heap.object('global', { id: 999 });
    heap.edge(0, global, 'global', 'shortcut');
    for (let index = 0; index < count; index++) {
      const object = heap.object('Object', { id: 1001 + 2 * index });
      heap.edge(global, object, index).edge(object, global, 'width').edge(object, global, 'height');
    }
    return new Heap(analyse(heap.graph()));
  };
  // One object alone makes no interface, so it is an `Object` in its own snapshot.
  const { types } = diff(build(3), build(1), 10);
  assert.deepEqual(
    types.map(({ name, new: added, deleted }) => [name, added, deleted]),
    [['{width, height}', 2, 0]],
  );
});

test('where V8 has numbered the objects anew, classes are compared, and what is new is not told', () => {
  const users = (count: number, step: number): [string, number, number][] =>
    Array.from({ length: count }, (_, index) => [`User${(index + step) % 7}`, 11 + 2 * index, 10]);
  const [base, heap] = [heapOf(...users(301, 0)), heapOf(...users(308, 1))];
  const { isMatched, types, total } = diff(heap, base, 10);
  assert.equal(isMatched, false);
  assert.equal(types.length, 7);
  for (const { delta, deltaBytes, ...rest } of types) {
    assert.deepEqual([delta, deltaBytes, rest.new, rest.deleted], [1, 10, null, null]);
  }
  assert.deepEqual([total.new, total.delta], [null, 7]);
  assert.throws(() => newInstances(heap, findInstances(heap, 'User1'), base), { code: 'other-ids' });
  assert.equal(newInstances(heap, findInstances(heap, 'User1'), heap).count, 0);
});

test('native nodes, which V8 numbers anew each time, match by what holds them', () => {
  const build = (streams: number, firstId: number): Heap => {
    const heap = new SnapshotBuilder();
    const global = heap.object('global', { id: 999 });
    const environment = heap.node('Node / Environment', { type: 'native', selfSize: 100, id: firstId });
    heap.edge(0, global, 'global', 'shortcut').edge(0, environment, 1);
    for (let index = 0; index < streams; index++) {
      const stream = heap.object('DeflateRaw', { id: 1001 + 2 * index });
      const native = heap.node('Node / ZlibStream', { type: 'native', selfSize: 50, id: firstId + 2 + 4 * index });
      const memory = heap.node('Node / zlib_memory', { type: 'native', selfSize: 1000, id: firstId + 4 + 4 * index });
      heap.edge(global, stream, index).edge(stream, native, 'javascript_to_native', 'internal');
      heap.edge(native, memory, 'zlib_memory', 'internal');
    }
    return new Heap(analyse(heap.graph()));
  };
  const { types } = diff(build(12, 50_000), build(10, 20_000), 10);
  assert.deepEqual(
    types.map(({ name, new: added, deleted, deltaBytes }) => [name, added, deleted, deltaBytes]),
    [
      ['Node / zlib_memory', 2, 0, 2000],
      ['Node / ZlibStream', 2, 0, 100],
      ['DeflateRaw', 2, 0, 32],
    ],
  );
});
