import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse } from '#src/heap/analyse.js';
import { edgeFrom } from '#src/heap/graph.js';
import { SnapshotBuilder } from '../helpers/snapshot-builder.js';

test('a class retains what its nodes alone keep alive', () => {
  const heap = new SnapshotBuilder();
  const global = heap.object('global');
  const cache = heap.object('Cache', { selfSize: 100 });
  const [user, other] = [heap.object('User', { selfSize: 10 }), heap.object('User', { selfSize: 10 })];
  const text = heap.node('hello', { type: 'string', selfSize: 5 });
  const shared = heap.node('shared', { type: 'string', selfSize: 7 });
  heap
    .edge(0, global, 'g', 'shortcut')
    .edge(global, cache, 'cache')
    .edge(cache, user, 'user')
    .edge(user, other, 'friend');
  heap.edge(other, text, 'name').edge(user, shared, 'label').edge(global, shared, 'label');
  heap.edge(global, other, 'weak', 'weak');
  const { classes, dominator, distance, retainedSize, retainers, graph } = analyse(heap.graph());

  assert.deepEqual(
    classes.filter(({ count }) => count > 0).map((each) => [each.key, each.count, each.shallowSize, each.retainedSize]),
    [
      [',(string)', 2, 12, 12],
      [',global', 1, 16, 148],
      [',Cache', 1, 100, 125],
      [',User', 2, 20, 25],
    ],
  );
  assert.deepEqual([dominator[other], dominator[text], dominator[shared]], [user, other, global]);
  assert.deepEqual([distance[global], distance[other], distance[shared]], [1, 4, 2]);
  assert.equal(retainedSize[user], 25);
  const retaining = [
    ...retainers.retainingEdge.subarray(retainers.firstRetainer[other], retainers.firstRetainer[other + 1]),
  ];
  assert.deepEqual(
    retaining.map((edge) => edgeFrom(graph, edge)),
    [global, user],
  );
});
