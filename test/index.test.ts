import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { attach, openSnapshot, pathText } from '#src/index.js';
import { lacksBrowser, withBrowser } from './helpers/browser.js';
import { SnapshotBuilder } from './helpers/snapshot-builder.js';
import { withTarget } from './helpers/target.js';

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
    { name: 'User', location: null, place: null, count: 5, shallowBytes: 80, retainedBytes: 80 },
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

test('a program runs commands on a process, with typed arguments and results', async () => {
  await withTarget('service.cjs', {}, async ({ port, pid }) => {
    const target = await attach(`127.0.0.1:${port}`);
    try {
      assert.equal(target.process?.pid, pid);
      assert.equal(target.page, null);
      const { value } = await target.run('eval', { expression: 'cache.size' });
      assert.equal(value, 2);
      const { types, totalBytes } = await target.run('types', { n: 1, filter: /^User$/ });
      assert.deepEqual(
        types.map(({ name, count }): [string, number] => [name, count]),
        [['User', 2]],
      );
      assert.equal(totalBytes, null);
      const { rssBytes } = await target.run('mem');
      assert.ok(rssBytes > 0);
      const courses: (readonly number[])[] = [];
      for await (const { course } of target.results('watch', { expression: 'cache.size', every: 100, count: 2 })) {
        courses.push(course);
      }
      assert.deepEqual(courses, [[2], [2, 2]]);
      await assert.rejects(target.run('eval', { expression: 'nosuch' }), { code: 'evaluation-threw' });
      await assert.rejects(target.run('types', { n: 0 }), { code: 'usage', exitCode: 2 });
      // What the compiler refuses is refused at run time too.
      // @ts-expect-error an expression is required
      await assert.rejects(target.run('eval'), { code: 'usage' });
      // @ts-expect-error no such argument
      await assert.rejects(target.run('mem', { nosuch: 1 }), { code: 'usage' });
      // @ts-expect-error a number
      await assert.rejects(target.run('types', { n: 'many' }), { code: 'usage' });
      // @ts-expect-error it is a number
      const text: string = rssBytes;
      assert.equal(typeof text, 'number');
    } finally {
      // As `await using` does it.
      const disposable: AsyncDisposable = target;
      await disposable[Symbol.asyncDispose]();
    }
    await assert.rejects(target.run('mem'), { code: 'target-gone' });
  });
});

test('a program runs commands on a page', { skip: lacksBrowser }, () =>
  withBrowser(
    '<title>Shop</title><script>class Order {} const orders = [new Order(), new Order()];</script>',
    async ({ port }) => {
      const target = await attach(String(port), { maxPauseMs: 60_000 });
      assert.equal(target.process, null);
      assert.deepEqual([target.page?.title, target.page?.type], ['Shop', 'page']);
      assert.equal((await target.run('eval', { expression: 'orders.length' })).value, 2);
      assert.equal((await target.run('retainers', { what: 'Order' })).count, 2);
      await assert.rejects(target.run('mem'), { code: 'not-page' });
      await target.detach();
    },
  ),
);

test('a program runs the commands of snapshot files on a snapshot', async () => {
  const snapshot = await openSnapshot(
    (async function* () {
      yield snapshotOf(5);
    })(),
  );
  const { paths, onlyNew } = await snapshot.run('retainers', { what: 'User' });
  assert.match(pathText(paths[0]), /^globalThis: cache \(Map\) → User @\d+$/);
  assert.equal(onlyNew, false);
  assert.equal((await snapshot.run('types')).types.find(({ name }) => name === 'User')?.count, 5);
  // @ts-expect-error a command on processes
  await assert.rejects(snapshot.run('gc'), { code: 'not-offline' });
});
