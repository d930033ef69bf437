import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Heap } from '#src/analysis/heap.js';
import { findInstances } from '#src/analysis/instances.js';
import { retainerTree } from '#src/analysis/retainer-tree.js';
import { retainingPaths } from '#src/analysis/retaining.js';
import { analyse } from '#src/heap/analyse.js';
import { drawPaths, drawTree } from '#src/render/dot.js';
import { renderSvg } from '#src/render/svg.js';
import { SnapshotBuilder } from '../helpers/snapshot-builder.js';

function heapWith(holders: number): Heap {
  const builder = new SnapshotBuilder();
  const [global, registry] = [builder.object('global'), builder.object('Registry "A"')];
  builder.edge(0, global, 'global', 'shortcut').edge(global, registry, 'registry');
  for (let index = 0; index < holders; index++) {
    const holder = builder.object(`Holder${index}`);
    builder.edge(registry, holder, `h${index}`).edge(holder, builder.object('User'), 'user');
  }
  return new Heap(analyse(builder.graph()));
}

test('paths that begin alike are drawn once, and what is left out is counted', async () => {
  const heap = heapWith(1205);
  const dot = drawPaths(retainingPaths(heap, findInstances(heap, 'User'), 2));
  assert.equal(dot.match(/shape=house/g)?.length, 1);
  assert.equal(dot.match(/label=" {2}registry {2}"/g)?.length, 1);
  assert.match(dot, /label="User\\n1,205 objects, 19\.3 kB", shape=box/);
  assert.match(dot, /label="\+ 1,203 more paths"/);
  assert.match(await renderSvg(dot), /<svg.*Registry &quot;A&quot;.*<\/svg>/s);
});

test('an object’s retainers are drawn once each, with edges that lead to what they hold', async () => {
  const builder = new SnapshotBuilder();
  const global = builder.object('global');
  const [a, b, user] = [builder.object('A'), builder.object('Map'), builder.object('User', { id: 77 })];
  builder.edge(0, global, 'global', 'shortcut').edge(global, a, 'a').edge(global, b, 'b');
  builder.edge(a, user, 'user').edge(b, user, 'friend').edge(user, a, 'owner');
  const heap = new Heap(analyse(builder.graph()));
  const dot = drawTree(retainerTree(heap, user, { depth: 4, breadth: 5 }));
  assert.equal(dot.match(/label="User\\n@77/g)?.length, 1);
  assert.match(dot, /label="Map[^"]*", shape=cylinder/);
  const [, userNode] = /(n\d+) \[label="User/.exec(dot) ?? [];
  assert.match(dot, new RegExp(`-> ${userNode} \\[label=" {2}friend`));
  assert.match(await renderSvg(dot), /<svg/);
});
