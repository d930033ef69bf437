import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openSnapshot, pathText } from '#src/index.js';
import { SnapshotBuilder } from './helpers/snapshot-builder.js';

function snapshotOf(users: number): Uint8Array {
  const heap = new SnapshotBuilder();
  const [global, cache] = [heap.object('global'), heap.object('Map', { selfSize: 32 })];
  heap.edge(0, global, 'global', 'shortcut').edge(global, cache, 'cache');
  for (let index = 0; index < users; index++) heap.edge(cache, heap.object('User'), `${index}`, 'internal');
  return heap.bytes();
}

test('a script opens a snapshot from a file or from bytes and asks it', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'leakconsole-'));
  t.after(() => rm(directory, { recursive: true }));
  const file = join(directory, 'a.heapsnapshot');
  await writeFile(file, snapshotOf(2));
  const before = await openSnapshot(file);
  const after = await openSnapshot(
    (async function* () {
      yield snapshotOf(5);
    })(),
  );

  assert.deepEqual(after.types({ filter: /^User$/ }).types, [
    { name: 'User', location: null, count: 5, shallowBytes: 80, retainedBytes: 80 },
  ]);
  const [path] = after.retainers('User').paths;
  assert.match(pathText(path), /^globalThis: cache \(Map\) → User @\d+$/);
  assert.equal(after.retainers('User', { since: before }).count, 3);
  assert.equal(after.instances('User', { since: before }).length, 3);
  assert.equal(after.diff(before).total.delta, 3);
  const [{ retainedBytes, below }] = after.biggest(1);
  assert.deepEqual([retainedBytes, below], [32 + 80, [{ name: 'User', count: 5, retainedBytes: 80 }]]);
  assert.equal(after.object(path.steps[1].id).className, 'User');
  assert.equal(after.analysis.graph.nodeCount, 8);
  assert.equal(after.totalBytes, 16 + 32 + 80);
});

test('opening bytes ends when it is aborted, though no more of them come', { timeout: 10_000 }, async () => {
  const controller = new AbortController();
  const opening = openSnapshot(
    (async function* () {
      yield snapshotOf(2).subarray(0, 100);
      controller.abort(new Error('enough'));
      await new Promise(() => {});
    })(),
    { signal: controller.signal },
  );
  await assert.rejects(opening, /enough/);
});

test('what is no snapshot at all is refused with what would be one', async () => {
  for (const source of [undefined, null, 5, snapshotOf(1)]) {
    await assert.rejects(openSnapshot(source as unknown as string), {
      code: 'bad-source',
      message: /a path, .* bytes/,
    });
  }
});
