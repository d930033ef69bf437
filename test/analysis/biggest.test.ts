import assert from 'node:assert/strict';
import { test } from 'node:test';
import { biggestObjects } from '#src/analysis/biggest.js';
import { Heap } from '#src/analysis/heap.js';
import { analyse } from '#src/heap/analyse.js';
import { pathText } from '#src/view/paths.js';
import { SnapshotBuilder } from '../helpers/snapshot-builder.js';

function rowsOf(build: (heap: SnapshotBuilder, global: number) => void, most = 3) {
  const heap = new SnapshotBuilder();
  const global = heap.object('global');
  heap.edge(0, global, 'global', 'shortcut');
  build(heap, global);
  return biggestObjects(new Heap(analyse(heap.graph())), most).map(({ count, retainedBytes, path, below }) => ({
    row: `${count} × ${pathText(path).replace(/ @\d+$/, '')}`,
    retainedBytes,
    below: below.map((group) => `${group.count} × ${group.name}, ${group.retainedBytes}`),
  }));
}

test('a chain of holders is one row, siblings of a class stand below their holder', () => {
  const rows = rowsOf((heap, global) => {
    const [server, events, peers] = [heap.object('Server'), heap.object('Object'), heap.object('Set')];
    const table = heap.node('', { type: 'array' });
    heap.edge(global, server, 'server').edge(server, events, '_events').edge(events, peers, 'peers');
    heap.edge(peers, table, 'table', 'internal');
    for (let index = 0; index < 300; index++) {
      const stream = heap.object('DeflateRaw', { selfSize: 100 });
      const memory = heap.node('Node / ZlibStream', { type: 'native', selfSize: 1000 });
      heap.edge(table, stream, `${index}`, 'internal').edge(stream, memory, 'javascript_to_native', 'internal');
    }
    heap.edge(global, heap.object('Config', { selfSize: 2000 }), 'config');
  });
  assert.deepEqual(rows, [
    {
      row: '1 × globalThis: server (Server) → _events (Object) → peers (Set)',
      retainedBytes: 330_016,
      below: ['300 × DeflateRaw, 330000', '300 × Node / ZlibStream, 300000'],
    },
    { row: '1 × globalThis: config (Config)', retainedBytes: 2000, below: [] },
  ]);
});

test('siblings that are a small part of their holder are a row of their own', () => {
  const rows = rowsOf((heap, global) => {
    const app = heap.object('App');
    heap.edge(global, app, 'app');
    for (let index = 0; index < 10; index++) heap.edge(app, heap.object('Job', { selfSize: 100 }), index);
    heap.edge(app, heap.object('Log', { selfSize: 900 }), 'log');
    for (let index = 0; index < 5; index++) heap.edge(app, heap.object('User', { selfSize: 150 }), 10 + index);
  }, 4);
  assert.deepEqual(
    rows.map(({ row, retainedBytes }) => [row, retainedBytes]),
    [
      ['1 × globalThis: app (App)', 2666],
      ['10 × globalThis: app (App) → Job', 1000],
      ['1 × globalThis: app (App) → log (Log)', 900],
      ['5 × globalThis: app (App) → User', 750],
    ],
  );
});

test('a list is one row at its first node, and counted to its end', () => {
  const rows = rowsOf((heap, global) => {
    let before = global;
    for (let index = 0; index < 1000; index++) {
      const item = heap.object('Item', { selfSize: 10 });
      heap.edge(before, item, before === global ? 'head' : 'next');
      before = item;
    }
  });
  assert.deepEqual(rows, [{ row: '1 × globalThis: head (Item)', retainedBytes: 10_000, below: ['999 × Item, 9990'] }]);
});

test('a list of plain objects is one row too', () => {
  const rows = rowsOf((heap, global) => {
    let before = global;
    for (let index = 0; index < 1000; index++) {
      const entry = heap.object('Object', { selfSize: 10 });
      heap.edge(before, entry, before === global ? 'log' : 'previous');
      before = entry;
    }
    heap.edge(global, heap.object('Config', { selfSize: 2000 }), 'config');
  });
  assert.equal(rows.length, 2);
  assert.match(rows[0].row, /^1 × globalThis: log \(Object\)/);
  assert.match(rows[0].below[0], /^99\d × Object, 99\d0$/);
  assert.equal(rows[1].row, '1 × globalThis: config (Config)');
});

test('the global object is no row, where what it holds spreads', () => {
  const rows = rowsOf((heap, global) => {
    heap.edge(global, heap.object('Config', { selfSize: 2000 }), 'config');
    heap.edge(global, heap.object('Log', { selfSize: 900 }), 'log');
  });
  assert.deepEqual(
    rows.map(({ row }) => row),
    ['1 × globalThis: config (Config)', '1 × globalThis: log (Log)'],
  );
});
