import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diff } from '#src/analysis/diff.js';
import { Heap } from '#src/analysis/heap.js';
import { findInstances, newInstances } from '#src/analysis/instances.js';
import { references } from '#src/analysis/objects.js';
import { types } from '#src/analysis/types.js';
import { analyse } from '#src/heap/analyse.js';
import { SnapshotBuilder } from '../helpers/snapshot-builder.js';

/**
 * A heap whose objects V8 names after the function that has made them, in place of the constructor that their prototype
 * names.
 */
function heapOf(signals: number, { name = 'AbortSignal', given }: { name?: string; given?: string } = {}): Heap {
  const heap = new SnapshotBuilder();
  const global = heap.object('global', { id: 9001 });
  const prototype = heap.object('Object', { id: 3 });
  const maker = heap.node(name, { type: 'closure', id: 5, selfSize: 8, location: [7, 138, 0] });
  heap.edge(0, global, 'global', 'shortcut').edge(global, prototype, 'prototype');
  heap.edge(prototype, maker, 'constructor');
  if (given) heap.edge(maker, heap.node(given, { type: 'string', id: 7 }), 'name');
  for (let index = 0; index < signals; index++) {
    const signal = heap.object('EventTarget', { id: 101 + 2 * index, location: [7, 20, 0] });
    heap.edge(global, signal, index).edge(signal, prototype, '__proto__');
  }
  heap.edge(global, heap.object('EventTarget', { id: 99, location: [7, 20, 0] }), 'target');
  return new Heap(analyse(heap.graph()));
}

const countsOf = (heap: Heap) =>
  types(heap, { most: 9, sort: 'count', filter: /Signal|Target|Order/ }).types.map(({ name, count }) => [name, count]);

test('an object is of the class that its prototype names, whatever has made it', () => {
  const heap = heapOf(3);
  assert.deepEqual(countsOf(heap), [
    ['AbortSignal', 3],
    ['EventTarget', 1],
  ]);
  assert.equal(findInstances(heap, 'AbortSignal').count, 3);
  assert.equal(heap.className(findInstances(heap, 'AbortSignal').has.indexOf(1)), 'AbortSignal');
});

test('a class has the name that it was given, where a compiler has changed that of its function', () => {
  assert.deepEqual(countsOf(heapOf(2, { name: '_Order2', given: 'Order' }))[0], ['Order', 2]);
});

test('a static name is the program’s own, unless V8 goes by it', () => {
  assert.deepEqual(countsOf(heapOf(2, { name: 'Order', given: 'OrderOfTheShop' }))[0], ['Order', 2]);
});

test('objects of such a class match between snapshots', () => {
  const [base, heap] = [heapOf(3), heapOf(5)];
  assert.deepEqual(
    diff(heap, base, 9).types.map(({ name, delta }) => [name, delta]),
    [['AbortSignal', 2]],
  );
  assert.equal(newInstances(heap, findInstances(heap, 'AbortSignal'), base).count, 2);
});

test('a Map of a class that extends Map still shows its entries', () => {
  const heap = new SnapshotBuilder();
  const [registry, own, map] = [heap.object('Registry'), heap.object('Object'), heap.object('Map')];
  const constructorOf = (name: string) => heap.node(name, { type: 'closure', selfSize: 8 });
  heap
    .edge(0, registry, 'registry')
    .edge(registry, own, '__proto__')
    .edge(own, constructorOf('Registry'), 'constructor');
  heap.edge(own, map, '__proto__').edge(map, constructorOf('Map'), 'constructor');
  const table = heap.node('', { type: 'array', selfSize: 8 * (2 + 3 + 2 + 12) });
  heap.edge(registry, table, 'table', 'internal');
  heap
    .edge(table, heap.node('k', { type: 'string' }), '5', 'internal')
    .edge(table, heap.object('User'), '6', 'internal');
  const built = new Heap(analyse(heap.graph()));
  assert.deepEqual(
    references(built, registry, 5)
      .references.filter(({ edgeType }) => edgeType === 'entry')
      .map(({ edge, name }) => [edge, name]),
    [['"k"', 'User']],
  );
});
