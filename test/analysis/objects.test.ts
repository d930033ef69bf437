import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { biggestObjects } from '#src/analysis/biggest.js';
import { contentOf } from '#src/analysis/content.js';
import { duplicateStrings } from '#src/analysis/duplicate-strings.js';
import { Heap } from '#src/analysis/heap.js';
import { findInstances, findNode } from '#src/analysis/instances.js';
import { largestInstances, objectDetails, references } from '#src/analysis/objects.js';
import { retainerTree } from '#src/analysis/retainer-tree.js';
import { retainingPath } from '#src/analysis/retaining.js';
import { slicedStrings } from '#src/analysis/sliced-strings.js';
import { types } from '#src/analysis/types.js';
import { PATTERN } from '#src/dispatch/argument.js';
import { analyse } from '#src/heap/analyse.js';
import { pathText } from '#src/view/paths.js';
import { SnapshotBuilder } from '../helpers/snapshot-builder.js';

let heap: Heap;
let [cache, user, second, name, list] = [0, 0, 0, 0, 0];

before(() => {
  const builder = new SnapshotBuilder();
  const global = builder.object('global');
  const table = builder.node('', { type: 'array', selfSize: 64 });
  const map = builder.node('system / Map', { type: 'hidden', selfSize: 80 });
  const proto = builder.object('User');
  cache = builder.object('Map', { selfSize: 32 });
  user = builder.object('User', { selfSize: 24, location: [5, 6, 13] });
  second = builder.object('User', { selfSize: 24, location: [5, 6, 13] });
  name = builder.node('Ada\n"Lovelace"', { type: 'string', selfSize: 40 });
  list = builder.object('Array', { selfSize: 16 });
  builder.edge(0, global, 'global', 'shortcut').edge(global, cache, 'cache').edge(cache, table, 'table', 'internal');
  builder.edge(table, user, '3', 'internal').edge(table, second, '6', 'internal');
  builder.edge(user, map, 'map', 'internal').edge(user, proto, '__proto__').edge(user, name, 'name');
  builder.edge(user, list, 'tags').edge(user, second, 'friend', 'weak');
  for (let index = 0; index < 3; index++) {
    builder.edge(list, builder.node('tag', { type: 'string', selfSize: 24 }), index);
  }
  builder.edge(list, builder.node('tag', { type: 'string', selfSize: 500 }), 3);
  heap = new Heap(analyse(builder.graph()));
});

const id = (node: number): number => heap.analysis.graph.nodeId[node];

test('an object’s content is its properties, on one line', () => {
  assert.equal(contentOf(heap, user), '{name: "Ada\\n\\"Lovelace\\"", tags: Array(4)}');
  assert.equal(contentOf(heap, list), '["tag", "tag", "tag", "tag"]');
  assert.equal(contentOf(heap, name), '"Ada\\n\\"Lovelace\\""');
});

test('of an array whose numbers are not in the snapshot no length is claimed', () => {
  const builder = new SnapshotBuilder();
  const holder = builder.object('Holder');
  builder.edge(0, holder, 'holder');
  const array = (key: string, storeSize: number, elements: Record<string, string>) => {
    const made = builder.object('Array', { selfSize: 16 });
    const store = builder.node('', { type: 'array', selfSize: storeSize });
    builder.edge(holder, made, key).edge(made, store, 'elements', 'internal');
    for (const [index, text] of Object.entries(elements)) {
      builder.edge(made, builder.node(text, { type: 'string', selfSize: 24 }), Number(index));
    }
    return made;
  };
  const [none, numbers] = [array('none', 16, {}), array('numbers', 56, {})];
  const [mixed, all] = [array('mixed', 40, { 1: 'a' }), array('all', 56, { 0: 'a', 1: 'b' })];
  const built = new Heap(analyse(builder.graph()));
  assert.deepEqual(
    [none, numbers, mixed, all].map((each) => contentOf(built, each)),
    ['[]', '[…]', '[1: "a", …]', '["a", "b"]'],
  );
  assert.equal(contentOf(built, holder), '{none: Array(0), numbers: Array, mixed: Array(2+), all: Array(2)}');
});

test('the instances that retain most come first', () => {
  const rows = largestInstances(heap, findInstances(heap, 'User'), 2);
  assert.deepEqual(
    rows.map((row) => [row.id, row.shallowBytes, row.retainedBytes]),
    [
      // The hidden map (80) counts as its own, the prototype (16) is kept alive by it alone.
      [id(user), 24 + 80, 24 + 80 + 16 + 40 + 16 + 3 * 24 + 500],
      [id(second), 24, 24],
    ],
  );
});

test('references go through V8’s tables, and leave out what describes the class', () => {
  const rows = (node: number, options = {}) =>
    references(heap, node, 10, options).references.map((row) => [row.edge, row.edgeType, row.id]);
  assert.deepEqual(rows(cache), [
    ['3', 'internal', id(user)],
    ['6', 'internal', id(second)],
  ]);
  assert.deepEqual(rows(user), [
    ['name', 'property', id(name)],
    ['tags', 'property', id(list)],
  ]);
  assert.equal(rows(user, { raw: true }).length, 5);
  assert.equal(references(heap, list, 1).moreReferences, 3);
});

test('the entries of a Map are shown by their keys, those of a Set by themselves', () => {
  const builder = new SnapshotBuilder();
  const text = (name: string) => builder.node(name, { type: 'string', selfSize: 24 });
  // Tables of two buckets: 3 fields and the buckets before the entries, 2 words of V8's before all.
  const collection = (kind: string, fields: number, parts: Record<number, number>): number => {
    const [object, table] = [builder.object(kind), builder.node('', { type: 'array', selfSize: 8 * (2 + fields) })];
    builder.edge(0, object, kind).edge(object, table, 'table', 'internal');
    for (const [field, node] of Object.entries(parts)) builder.edge(table, node, field, 'internal');
    return object;
  };
  const [one, key] = [builder.object('User'), builder.object('Key')];
  const map = collection('Map', 3 + 2 + 12, { 5: text('k'), 6: one, 8: key, 9: text('v'), 12: one, 14: text('alone') });
  const set = collection('Set', 3 + 2 + 8, { 5: one, 7: text('s') });
  const built = new Heap(analyse(builder.graph()));
  const rows = (node: number) =>
    references(built, node, 10).references.map(({ edge, edgeType, name, content }) => [
      edge,
      edgeType,
      content || name,
    ]);
  assert.deepEqual(rows(map), [
    ['"k"', 'entry', 'User'],
    [`Key @${built.analysis.graph.nodeId[key]}`, 'entry', '"v"'],
    ['?', 'entry', 'User'],
    ['key', 'key', '"alone"'],
  ]);
  assert.deepEqual(rows(set), [
    ['[]', 'entry', 'User'],
    ['[]', 'entry', '"s"'],
  ]);
});

test('a property that is true or null is shown as that', () => {
  const builder = new SnapshotBuilder();
  const oddball = (text: string): number => {
    const node = builder.node('system / Oddball', { type: 'hidden', selfSize: 48 });
    builder.edge(node, builder.node(text, { type: 'string', selfSize: 24 }), 0, 'hidden');
    return node;
  };
  const object = builder.object('User');
  builder.edge(0, object, 'user').edge(object, oddball('true'), 'isNew').edge(object, oddball('hole'), 'mail');
  // As Node 26 writes it.
  builder.edge(object, builder.node('null', { type: 'hidden' }), 'phone');
  const built = new Heap(analyse(builder.graph()));
  assert.deepEqual(
    references(built, object, 10).references.map(({ edge, name }) => [edge, name]),
    [
      ['isNew', 'true'],
      ['phone', 'null'],
    ],
  );
  assert.equal(contentOf(built, object), '{isNew: true, mail: (hidden), phone: null}');
});

test('that small integers are in no snapshot is told, unless they are', () => {
  assert.equal(objectDetails(heap, user, 10).mayHaveMore, true);
  assert.equal(objectDetails(heap, name, 10).mayHaveMore, false);
  const builder = new SnapshotBuilder();
  const object = builder.object('User');
  builder.edge(0, object, 'user').edge(object, builder.node('smi number', { type: 'number' }), 'age');
  assert.equal(objectDetails(new Heap(analyse(builder.graph())), object, 10).mayHaveMore, false);
});

test('the details of an object tell its class, place, dominator, path and text', () => {
  const details = objectDetails(heap, user, 10);
  assert.equal(details.className, 'User');
  assert.equal(details.distance, 4);
  assert.equal(details.dominator?.id, heap.analysis.graph.nodeId[heap.analysis.dominator[user]]);
  assert.deepEqual(
    details.path.steps.map((step) => [step.edge, step.edgeType, step.name]),
    [
      ['cache', 'property', 'Map'],
      ['[]', 'element', 'User'],
    ],
  );
  assert.equal(objectDetails(heap, name, 10).text, 'Ada\n"Lovelace"');
});

test('the biggest objects are what the program made, not V8’s parts', () => {
  assert.deepEqual(
    biggestObjects(heap, 4).map(({ name, below }) => [name, below.map((group) => `${group.count} × ${group.name}`)]),
    [['Map', ['2 × User', '1 × Array', '4 × (string)']]],
  );
});

test('duplicate strings are counted by text and size, with what holds most of them', () => {
  const { strings, texts, wastedBytes } = duplicateStrings(heap, 10);
  assert.deepEqual([texts, wastedBytes], [1, 48]);
  const [{ text, count, holder }] = strings;
  assert.deepEqual([text, count, holder.count], ['tag', 3, 3]);
  assert.equal(holder.steps.at(-2)?.edge, 'tags');
});

test('a slice of a string, and a view on memory, say what they keep as a whole', () => {
  const builder = new SnapshotBuilder();
  const [global, list, bytes] = [builder.object('global'), builder.object('Array'), builder.object('Buffer')];
  builder.edge(0, global, 'global', 'shortcut').edge(global, list, 'names').edge(global, bytes, 'head');
  for (let index = 0; index < 3; index++) {
    const slice = builder.node('(sliced string)', { type: 'sliced string', selfSize: 32 });
    const whole = builder.node(`${index}x0x0x`, { type: 'string', selfSize: 200_000 });
    builder.edge(list, slice, index).edge(slice, whole, 'parent', 'internal');
  }
  const [buffer, store] = [
    builder.object('ArrayBuffer'),
    builder.node('system / JSArrayBufferData', { type: 'native', selfSize: 100_000 }),
  ];
  builder.edge(bytes, buffer, 'buffer', 'internal').edge(buffer, store, 'backing_store', 'internal');
  const [view, memory] = [builder.object('Uint8Array'), builder.object('Memory')];
  const [shared, pages] = [
    builder.object('ArrayBuffer'),
    builder.node('system / JSArrayBufferData', { type: 'native', selfSize: 64_000 }),
  ];
  builder.edge(global, view, 'view').edge(global, memory, 'memory').edge(memory, shared, 2, 'hidden');
  builder.edge(view, shared, 'buffer', 'internal').edge(shared, pages, 'backing_store', 'internal');
  const built = new Heap(analyse(builder.graph()));
  const [{ count, keptBytes, holder }, ...others] = slicedStrings(built, 5);
  assert.deepEqual([count, keptBytes, others], [3, 600_000, []]);
  assert.match(pathText(holder), /^globalThis: names \(Array\) → \(sliced string\), which keeps a string of 200 kB @/);
  assert.equal(contentOf(built, built.nodeWithId(holder.steps[1].id)), 'a part of "0x0x0x"');
  assert.match(pathText(retainingPath(built, bytes)), /head \(Buffer\), which keeps an ArrayBuffer of 100 kB @/);
  assert.match(
    pathText(retainingPath(built, view)),
    /view \(Uint8Array\), which keeps a WebAssembly.Memory of 64.0 kB @/,
  );
});

test('an object’s retainers are a tree, which ends where a path begins', () => {
  const tree = retainerTree(heap, name, { depth: 5, breadth: 5 });
  const flat: [string | null, string][] = [];
  for (let at = tree; at; at = at.retainers[0]) flat.push([at.edge, at.start?.name ?? at.name]);
  assert.deepEqual(flat, [
    [null, '(string)'],
    ['name', 'User'],
    ['[]', 'Map'],
    ['cache', 'globalThis'],
  ]);
  const cut = retainerTree(heap, name, { depth: 1, breadth: 5 });
  assert.equal(cut.retainers[0].more, 1);
});

test('of a list, a tree of retainers tells the first node, and how many are between', () => {
  const builder = new SnapshotBuilder();
  const global = builder.object('global');
  builder.edge(0, global, 'global', 'shortcut');
  let before = global;
  for (let index = 0; index < 50; index++) {
    const item = builder.object('Item');
    builder.edge(before, item, before === global ? 'head' : 'next');
    before = item;
  }
  const tree = retainerTree(new Heap(analyse(builder.graph())), before, { depth: 5, breadth: 5 });
  const flat: (string | number | null)[][] = [];
  for (let at = tree; at; at = at.retainers[0]) flat.push([at.edge, at.start?.name ?? at.name, at.between]);
  assert.deepEqual(flat, [
    [null, 'Item', 0],
    ['next', 'Item', 48],
    ['head', 'globalThis', 0],
  ]);
});

test('edge by edge, a path begins at the root', () => {
  const { raw } = retainingPath(heap, cache, { raw: true });
  assert.deepEqual(raw?.root, { name: '', type: 'synthetic', id: id(0) });
  assert.deepEqual(
    raw?.first.map((step) => step.name),
    ['global', 'Map'],
  );
});

test('a root is held by nothing, not by itself', () => {
  assert.equal(pathText(retainingPath(heap, 0)), 'nothing: it is the root');
});

test('types are sorted and filtered', () => {
  const names = (sort: 'count' | 'shallow' | 'retained', filter?: string) =>
    types(heap, { most: 3, sort, filter: filter === undefined ? null : PATTERN.parse(filter, '--filter') }).types.map(
      (row) => row.name,
    );
  assert.deepEqual(names('count').slice(0, 2), ['(string)', 'User']);
  assert.deepEqual(names('shallow')[0], '(string)');
  assert.deepEqual(names('retained', '^(Map|Array)$'), ['Map', 'Array']);
  assert.throws(() => PATTERN.parse('(', '--filter'), { code: 'bad-filter' });
});

test('an unknown class or @id is refused with what is near', () => {
  assert.throws(() => findInstances(heap, 'user'), { code: 'unknown-class', hint: 'did you mean User?' });
  assert.throws(() => findInstances(heap, 'Usr'), { hint: 'did you mean User?' });
  assert.throws(() => findInstances(heap, 'Zzz'), { hint: /types lists/ });
  assert.throws(() => findNode(heap, 424242), { code: 'unknown-id' });
});
