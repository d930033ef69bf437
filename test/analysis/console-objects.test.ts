import assert from 'node:assert/strict';
import { test } from 'node:test';
import { biggestObjects } from '#src/analysis/biggest.js';
import { diff } from '#src/analysis/diff.js';
import { Heap } from '#src/analysis/heap.js';
import { findInstances } from '#src/analysis/instances.js';
import { retainingPath } from '#src/analysis/retaining.js';
import { types } from '#src/analysis/types.js';
import { analyse } from '#src/heap/analyse.js';
import { pathText } from '#src/view/paths.js';
import { SnapshotBuilder } from '../helpers/snapshot-builder.js';

/** A program with a `Session` of its own, to which a console is attached, or not: as Node and V8 write it. */
function attached(isAttached: boolean) {
  const heap = new SnapshotBuilder();
  const global = heap.object('global', { id: 1001 });
  const handles = heap.node('(Global handles)', { type: 'synthetic', id: 1003 });
  const queue = heap.node('Node / CleanupQueue', { type: 'native', id: 1004 });
  const [session, cache] = [heap.object('Session', { id: 1005 }), heap.object('Map', { id: 1007 })];
  const shared = heap.object('Shared', { id: 1009 });
  heap.edge(0, global, 'global', 'shortcut').edge(0, handles, 1).edge(0, queue, 2);
  heap.edge(global, session, 'session').edge(global, cache, 'cache').edge(cache, shared, 'shared');
  const nodes = { heap, cache, shared, realm: -1, histogram: -1, kept: -1, connection: -1, entry: -1 };
  if (!isAttached) return nodes;

  const realm = heap.object('Realm', { id: 2001, selfSize: 500 });
  const evaluator = heap.object('Evaluator', { id: 2003 });
  const variables = heap.object('Object', { id: 2005 });
  const kept = heap.object('Kept', { id: 2007, selfSize: 300 });
  heap.edge(handles, realm, '7 / DevTools console', 'internal').edge(realm, evaluator, 'evaluator');
  heap.edge(evaluator, variables, 'variables').edge(variables, kept, '$0').edge(realm, shared, 'shared');
  // The meter: an object that a weak handle knows, and the native one behind it, which stands in a list of Node.
  const meter = heap.object('Histogram', { id: 2009 });
  const histogram = heap.node('Node / IntervalHistogram', { type: 'native', id: 2010, selfSize: 369_000 });
  heap.edge(realm, meter, 'meter').edge(handles, meter, '8', 'weak').edge(queue, histogram, 1);
  heap.edge(meter, histogram, 'javascript_to_native', 'internal');
  heap.edge(histogram, meter, 'native_to_javascript', 'internal');
  // The session with the inspector, which V8 holds: it carries the mark.
  const own = heap.object('Session', { id: 2011, selfSize: 100 });
  const connection = heap.object('Connection', { id: 2013, selfSize: 40 });
  const native = heap.node('Node / JSBindingsConnection', { type: 'native', id: 2014, selfSize: 48 });
  const callback = heap.node('', { type: 'closure', id: 2015, selfSize: 56 });
  heap.edge(own, heap.object('FinalizationRegistry', { id: 2017 }), '<symbol leakconsole>');
  heap.edge(own, connection, '#connection').edge(connection, native, 'javascript_to_native', 'internal');
  heap.edge(native, connection, 'native_to_javascript', 'internal').edge(native, callback, 'callback', 'internal');
  heap.edge(callback, own, 'context', 'internal').edge(queue, native, 2);
  heap.edge(handles, connection, '9', 'internal').edge(handles, callback, '10', 'internal');
  // What the console remembers of the program's objects, in a WeakMap of its own.
  const weakMap = heap.object('WeakMap', { id: 2019 });
  const table = heap.node('', { type: 'array', id: 2021 });
  const entry = heap.object('Entry', { id: 2023 });
  const pair = 'part of key (Map @1007) -> value (Entry @2023) pair in WeakMap (table @2021)';
  heap.edge(realm, weakMap, 'known').edge(weakMap, table, 'table', 'internal');
  heap.edge(table, entry, `1 / ${pair}`, 'internal').edge(cache, entry, `2 / ${pair}`, 'internal');
  return { ...nodes, realm, histogram, kept, connection, entry };
}

const heapOf = ({ heap }: { heap: SnapshotBuilder }) => new Heap(analyse(heap.graph()));

test('what only a console leads to is told from what the program shares with it', () => {
  const built = attached(true);
  const { has } = heapOf(built).consoleObjects;
  for (const key of ['realm', 'histogram', 'connection', 'entry'] as const) assert.equal(has[built[key]], 1, key);
  for (const key of ['cache', 'shared', 'kept'] as const) assert.equal(has[built[key]], 0, key);
});

test('lists of classes and of big objects leave the console out, not a class of the program with the same name', () => {
  const heap = heapOf(attached(true));
  const names = types(heap, { most: 100, sort: 'count', filter: null }).types.map(({ name }) => name);
  for (const name of ['Realm', 'Connection', 'FinalizationRegistry']) assert.ok(!names.includes(name), name);
  assert.equal(findInstances(heap, 'Session').count, 1);
  assert.ok(biggestObjects(heap, 100).every(({ name }) => !/Realm|Histogram|Connection/.test(name)));
  assert.ok(heap.program.consoleBytes > 369_000);
  assert.equal(heap.totalBytes + heap.program.consoleBytes, heap.analysis.retainedSize[0]);
});

test('a console that attaches is no growth, one that detaches frees nothing', () => {
  const [before, after] = [heapOf(attached(false)), heapOf(attached(true))];
  assert.deepEqual(
    diff(after, before, 10).types.map(({ name, delta }) => [name, delta]),
    [['Kept', 1]],
  );
  assert.deepEqual(
    diff(before, after, 10).types.map(({ name, delta }) => [name, delta]),
    [['Kept', -1]],
  );
});

test('what a variable of the console holds is said to be held by it', () => {
  const built = attached(true);
  const heap = heapOf(built);
  assert.match(pathText(retainingPath(heap, built.kept)), /^the console: \$0 \(Kept\) @2007$/);
  assert.match(pathText(retainingPath(heap, built.shared)), /^globalThis: cache \(Map\) → shared \(Shared\)/);
});

test('without a console nothing is left out', () => {
  const heap = heapOf(attached(false));
  assert.equal(heap.program.consoleBytes, 0);
  assert.ok(heap.consoleObjects.has.every((is) => is === 0));
});

test('what Node holds for a console that is at work is the console’s', () => {
  const built = attached(true);
  const { heap, realm } = built;
  const immediate = heap.object('Immediate', { id: 3001 });
  const [args, turn] = [heap.node('', { type: 'array', id: 3003 }), heap.object('Object', { id: 3005 })];
  const walker = heap.object('Walker', { id: 3007, selfSize: 5000 });
  const stack = heap.node('(Stack roots)', { type: 'synthetic', id: 3009 });
  heap.edge(0, stack, 3).edge(stack, immediate, 1, 'element').edge(stack, walker, 2, 'element');
  heap.edge(immediate, args, '_argv').edge(args, turn, 0, 'element').edge(turn, turn, '<symbol leakconsole>');
  heap.edge(turn, realm, 'realm').edge(realm, walker, 'walker');
  const { has } = heapOf(built).consoleObjects;
  for (const node of [turn, walker, realm]) assert.equal(has[node], 1);
  for (const node of [immediate, built.cache]) assert.equal(has[node], 0);
});
