import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Heap } from '#src/analysis/heap.js';
import { describeFinding } from '#src/diagnosis/describe-finding.js';
import { looksOfHeaps } from '#src/diagnosis/heap-looks.js';
import { findLargeHolders } from '#src/diagnosis/large-holders.js';
import { namesIn, signatureOf } from '#src/diagnosis/signature.js';
import { findSuspects } from '#src/diagnosis/suspects.js';
import { trendOf } from '#src/diagnosis/trend.js';
import { analyse } from '#src/heap/analyse.js';
import { shortFile } from '#src/places/shorten.js';
import { SnapshotBuilder } from '../helpers/snapshot-builder.js';

/**
 * A heap in which `globalThis.store.users`, a Map, holds so many users of 10 kB; beside it 100 kB of something else.
 */
function heapOf(users: number): Heap {
  const builder = new SnapshotBuilder();
  const global = builder.object('global');
  const store = builder.object('Store');
  const map = builder.object('Map');
  const table = builder.node('', { type: 'array', selfSize: 100 });
  builder.edge(0, global, 'global', 'shortcut').edge(global, store, 'store').edge(store, map, 'users');
  builder.edge(map, table, 'table', 'internal').edge(global, builder.object('Rest', { selfSize: 100_000 }), 'rest');
  for (let n = 0; n < users; n++) builder.edge(table, builder.object('User', { selfSize: 10_000 }), `${n}`, 'internal');
  return new Heap(analyse(builder.graph()));
}

function findingsIn(heaps: readonly Heap[]) {
  const heap = heaps.at(-1)!;
  const { suspects } =
    heaps.length === 1 ? findLargeHolders(heap) : findSuspects(looksOfHeaps(heaps), heap, { fewest: 1 });
  const facts = {
    place: null,
    package: null,
    ownClasses: new Set<string>(),
    sites: [],
    heapBytes: heap.totalBytes,
    trend: trendOf([], null),
    nameFile: shortFile,
  };
  return suspects.map((suspect) => describeFinding(suspect, facts));
}

test('one snapshot: what keeps a large share alive, where it spreads', () => {
  const findings = findingsIn([heapOf(80)]);
  assert.deepEqual(
    findings.map(({ sentence, confidence }) => [sentence, confidence]),
    [['globalThis.store.users (Map) holds 88.9% of the heap, 800 kB, in 80 User.', 'medium']],
  );
});

test('one snapshot: where nothing is large, there is no finding', () => {
  assert.deepEqual(findingsIn([heapOf(2)]), []);
});

test('two snapshots: what is more, and where; three: what is more each time', () => {
  const [two] = findingsIn([heapOf(20), heapOf(80)]);
  assert.equal(two.holder?.path, 'globalThis.store.users');
  assert.match(two.sentence, /^globalThis\.store\.users \(Map\) gained 60 User between the two snapshots; /);
  assert.deepEqual([two.perMinute, two.bytesPerHour, two.confidence, two.course], [null, null, 'medium', [20, 80]]);
  assert.deepEqual(findingsIn([heapOf(20), heapOf(80), heapOf(60)]), []);
  const [three] = findingsIn([heapOf(20), heapOf(60), heapOf(80)]);
  assert.match(three.sentence, / gained 60 User at every look \(2 of 2\) and lost none; /);
});

test('the signature is the same in one snapshot, in several, and in a walk', () => {
  const [one] = findingsIn([heapOf(80)]);
  const [two] = findingsIn([heapOf(20), heapOf(80)]);
  assert.equal(one.signature, two.signature);
});

/** A heap in which `globalThis.held`, of such a class, holds 80 documents of 10 kB, each itself as its key. */
function heapOfDocuments(collection: 'Map' | 'Set'): Heap {
  const builder = new SnapshotBuilder();
  const global = builder.object('global');
  const held = builder.object(collection);
  const width = collection === 'Map' ? 3 : 2;
  // V8's table: two fields of a head, three of its own, 64 buckets, two entries a bucket.
  const table = builder.node('', { type: 'array', selfSize: 8 * (2 + 3 + 64 + 2 * 64 * width) });
  builder.edge(0, global, 'global', 'shortcut').edge(global, held, 'held').edge(held, table, 'table', 'internal');
  for (let n = 0; n < 80; n++) {
    const node = builder.object('Document', { selfSize: 10_000 });
    for (let part = 0; part < width - 1; part++) {
      builder.edge(table, node, `${3 + 64 + n * width + part}`, 'internal');
    }
  }
  return new Heap(analyse(builder.graph()));
}

test('objects as keys of a Map are found again by nobody; those in a Set are what it is for', () => {
  const kinds = (['Map', 'Set'] as const).map((collection) => findLargeHolders(heapOfDocuments(collection)).suspects);
  assert.deepEqual(
    kinds.map(([{ heap }]) => heap?.keys),
    ['object', null],
  );
});

/** A heap in which native code holds so many objects of a class, and nothing else does. */
function heapOfHandles(name: string, count: number): Heap {
  const builder = new SnapshotBuilder();
  const roots = builder.node('(GC roots)', { type: 'synthetic' });
  const handles = builder.node('(Global handles)', { type: 'synthetic' });
  builder.edge(0, builder.object('global'), 'global', 'shortcut').edge(0, roots, 'roots', 'internal');
  builder.edge(roots, handles, 'handles', 'internal');
  for (let n = 0; n < count; n++) {
    builder.edge(handles, builder.object(name, { selfSize: 10_000 }), `${n}`, 'internal');
  }
  return new Heap(analyse(builder.graph()));
}

test('what native code alone holds has a signature of its own, by its class', () => {
  const signatures = ['Worker', 'Server'].map((name) => {
    const [finding] = findingsIn([20, 60, 80].map((count) => heapOfHandles(name, count)));
    return finding.signature;
  });
  assert.notEqual(signatures[0], signatures[1]);
  assert.equal(signatures[0], signatureOf(null, namesIn('open handles: Worker')), 'as a walk names it');
});

/** A heap in which `old` and `now` hold so many rows each, and V8's own cache and a global some texts. */
function heapOfRows(held: Readonly<Record<string, number>>, texts: number): Heap {
  const builder = new SnapshotBuilder();
  const global = builder.object('global');
  builder.edge(0, global, 'global', 'shortcut');
  for (const [name, count] of Object.entries(held)) {
    const list = builder.object('List');
    builder.edge(global, list, name);
    for (let n = 0; n < count; n++) builder.edge(list, builder.object('Row'), `${n}`, 'element');
  }
  const cache = builder.node('(Shareable object cache)', { type: 'synthetic' });
  builder.edge(0, cache, '1', 'element');
  for (let n = 0; n < texts; n++) {
    builder.edge(cache, builder.node(`text ${n}`, { type: 'string' }), `${n}`, 'element');
  }
  return new Heap(analyse(builder.graph()));
}

test('two snapshots: what is only held in another way, and what V8 keeps for itself, has not grown', () => {
  const heaps = [heapOfRows({ old: 200, now: 0, all: 10 }, 10), heapOfRows({ old: 0, now: 199, all: 110 }, 90)];
  const { suspects } = findSuspects(looksOfHeaps(heaps), heaps[1], { fewest: 1, earlier: heaps.slice(0, 1) });
  assert.deepEqual(
    suspects.map(({ names, types }) => [names.join('.'), types[0].judgement.delta]),
    [['all', 100]],
  );
});
