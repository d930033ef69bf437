import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Heap } from '#src/analysis/heap.js';
import { findInstances } from '#src/analysis/instances.js';
import { retainerTree } from '#src/analysis/retainer-tree.js';
import { retainingPaths } from '#src/analysis/retaining.js';
import { analyse } from '#src/heap/analyse.js';
import { toDot } from '#src/view/svg/dot.js';
import { drawPaths, drawTree } from '#src/view/svg/draw-retainers.js';
import { toSvg } from '#src/view/svg/svg.js';
import { SnapshotBuilder } from '../../helpers/snapshot-builder.js';

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

test('paths that begin alike are drawn once, and what is left out is counted', () => {
  const heap = heapWith(1205);
  const graph = drawPaths(retainingPaths(heap, findInstances(heap, 'User'), 2));
  const dot = toDot(graph);
  assert.equal(dot.match(/shape=house/g)?.length, 1);
  assert.equal(dot.match(/label=" {2}registry {2}"/g)?.length, 1);
  assert.match(dot, /label="User\\n1,205 objects, 19\.3 kB", shape=box/);
  assert.match(dot, /label="\+ 1,203 more paths"/);
  assert.match(toSvg(graph), /<svg.*Registry &quot;A&quot;.*<\/svg>/s);
});

test('of very many paths, only as many are drawn as an eye can follow, and the rest is counted', () => {
  const heap = heapWith(1205);
  const dot = toDot(drawPaths(retainingPaths(heap, findInstances(heap, 'User'), 1203)));
  assert.equal(dot.match(/label="Holder/g)?.length, 200);
  assert.match(dot, /label="\+ 1,005 more paths"/);
  assert.match(dot, /label=" {2}× 1,005, 16\.1 kB {2}"/);
});

test('an object’s retainers are drawn once each, with edges that lead to what they hold', () => {
  const builder = new SnapshotBuilder();
  const global = builder.object('global');
  const [a, b, user] = [builder.object('A'), builder.object('Map'), builder.object('User', { id: 77 })];
  builder.edge(0, global, 'global', 'shortcut').edge(global, a, 'a').edge(global, b, 'b');
  builder.edge(a, user, 'user').edge(b, user, 'friend').edge(user, a, 'owner');
  const heap = new Heap(analyse(builder.graph()));
  const graph = drawTree(retainerTree(heap, user, { depth: 4, breadth: 5 }));
  const dot = toDot(graph);
  assert.equal(dot.match(/label="User\\n@77/g)?.length, 1);
  assert.match(dot, /label="Map[^"]*", shape=cylinder/);
  const [, userNode] = /(n\d+) \[label="User/.exec(dot) ?? [];
  assert.match(dot, new RegExp(`-> ${userNode} \\[label=" {2}friend`));
  assert.equal(toSvg(graph).match(/>User</g)?.length, 1);
});

test('many paths are drawn below one another, few long ones from top to bottom, so that a picture is not wider than it must be', () => {
  const many = heapWith(60);
  const long = new SnapshotBuilder();
  let at = long.object('global');
  long.edge(0, at, 'global', 'shortcut');
  for (let step = 0; step < 20; step++) {
    const next = long.object(step === 19 ? 'User' : `Step${step}`);
    long.edge(at, next, 'next');
    at = next;
  }
  for (const heap of [many, new Heap(analyse(long.graph()))]) {
    const svg = toSvg(drawPaths(retainingPaths(heap, findInstances(heap, 'User'), 60)));
    const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg) ?? [];
    assert.ok(Number(width) < Number(height), `${width} × ${height}`);
  }
});

test('a long label is cut, of a place the line stays, and a tooltip has all of it', () => {
  const builder = new SnapshotBuilder();
  const [global, user] = [builder.object('global'), builder.object('User')];
  const variable = `${'cacheOfAllThatWasSeen'.repeat(4)}End`;
  builder.edge(0, global, 'global', 'shortcut').edge(global, user, variable);
  const heap = new Heap(analyse(builder.graph()));
  const found = retainingPaths(heap, findInstances(heap, 'User'), 5);
  const [path] = found.paths;
  const [step] = path.steps;
  const location = `packages/${'deeply/'.repeat(10)}nested/handlers.js:123`;
  const held = { ...found, paths: [{ ...path, steps: [{ ...step, function: 'handle', location }] }] };
  const svg = toSvg(drawPaths(held));
  const texts = [...svg.matchAll(/<text [^>]*>([^<]*)</g)].map(([, text]) => text.trim());
  assert.deepEqual(
    texts.filter((text) => text.length > 40),
    [],
  );
  assert.ok(
    texts.some((text) => /^….*nested\/handlers\.js:123$/.test(text)),
    texts.join('\n'),
  );
  const tip = new RegExp(`<title>[^<]*${variable}[^<]*of handle[^<]*${location}`);
  assert.match(svg, tip);
});

test('what looks like a character reference of XML is shown as it stands in the heap', () => {
  const builder = new SnapshotBuilder();
  const [global, user] = [builder.object('global'), builder.object('User')];
  builder.edge(0, global, 'global', 'shortcut').edge(global, user, 'a&#1;b&lt;');
  const heap = new Heap(analyse(builder.graph()));
  const svg = toSvg(drawPaths(retainingPaths(heap, findInstances(heap, 'User'), 5)));
  assert.match(svg, />a&amp;#1;b&amp;lt;</);
});
