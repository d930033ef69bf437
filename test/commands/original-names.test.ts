import assert from 'node:assert/strict';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { transformSync } from 'esbuild';
import { holderNamed } from '#src/diagnosis/heap-holders.js';
import { openSnapshot } from '#src/index.js';
import { openSnapshotFiles } from '#src/snapshot/files.js';
import { BUNDLES } from '../helpers/bundles.js';
import { expectCode, type Json } from '../helpers/cli.js';
import { withConsole } from '../helpers/console.js';
import { long, longElsewhere } from '../helpers/long.js';
import { leakconsoleHere as leakconsole } from '../helpers/main.js';
import { fixture } from '../helpers/target.js';

/** Where the only order is held, as `start: edges`. */
function holderOf({ result: { paths } }: Json): string {
  const [{ start, steps }] = paths;
  return `${start.name}: ${steps.map(({ edge, name }: Json) => `${edge} (${name})`).join(' → ')}`;
}

function placesByName(types: readonly Json[]) {
  return new Map(types.map(({ name, location, origin, place }) => [name, { location, origin, place }]));
}

const HOLDER = 'orders.ts: openOrders (Map) → [] (Order)';

const BADGES = `
class Badge { constructor(user) { this.user = user; } }
class Cache {
  #store = new Map();
  add(key) { this.#store.set(key, new Badge(key)); }
}
class Badges {
  #cache = new Cache();
  add(key) { this.#cache.add(key); }
}
const badges = new Badges();
badges.add(0);
for (let i = 1; i < 100; i++) badges.add(i);
setInterval(() => badges.add(0), 1000);
console.log('ready');
`;

for (const file of BUNDLES) {
  test(
    `${file}: a snapshot, live and as a file, is told by the names of the source`,
    file === BUNDLES[0] ? longElsewhere : long,
    async (t) => {
      const folder = await mkdtemp(join(tmpdir(), 'leakconsole-'));
      t.after(() => rm(folder, { recursive: true }));
      const path = join(folder, 'one.heapsnapshot');
      let counted: readonly Json[] = [];
      await withConsole(`bundles/out/${file}`, async ({ json, notices }, target) => {
        await target.get('/tea');
        counted = (await json('.types 9 --filter ^(Order|User)$'))[0].result.types;
        await json(`.snapshot ${path}`);
        const [live] = await json('.retainers Order');
        assert.equal(holderOf(live), HOLDER);
        assert.deepEqual(
          notices.filter((text) => /source map|names/.test(text)),
          [],
        );
      });
      const json = async (...args: string[]): Promise<Json> => {
        const result = await leakconsole([...args, '--json']);
        expectCode(result, 0);
        return JSON.parse(result.stdout);
      };
      const held = await json('retainers', path, 'Order');
      assert.equal(holderOf(held), HOLDER);
      const { result } = await json('types', path, '9', '--filter', '^(Order|User)$');
      assert.deepEqual(result.types.map(({ name, location }: Json) => `${name} ${location}`).sort(), [
        'Order orders.ts:9',
        'User users.ts:4',
      ]);
      assert.deepEqual(placesByName(result.types), placesByName(counted), 'a snapshot and a census tell one place');
      const { result: named } = await json('retainers', path, 'User users.ts:4');
      assert.match(named.paths[0].start.url, /\/users\.ts$/);
      const [{ heap }] = await openSnapshotFiles([path], () => {}, undefined, { sourceMaps: true });
      const opened = await openSnapshot(path);
      assert.deepEqual(opened.retainers('Order').paths, held.result.paths, 'a program is told the same');
      const holder = holderNamed(heap, ['openOrders'], held.result.paths[0].start.url);
      assert.equal(holder?.text, 'orders.ts: openOrders', 'what a walk names is found again');
    },
  );
}

test('private members and the classes of a path have the names of the source', long, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'leakconsole-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'badges.cjs');
  const { code, map } = transformSync(BADGES, { minify: true, sourcemap: true, sourcefile: 'badges.js' });
  await writeFile(file, `${code}//# sourceMappingURL=badges.cjs.map\n`);
  await writeFile(`${file}.map`, map);
  await withConsole(file, async ({ json, run }) => {
    assert.match(await run('.collections'), /main\.badges\.#cache\.#store/);
    await run('.instances Badge 1');
    const [{ result }] = await json('.path $0');
    assert.equal(result.found.path, 'main.badges.#cache.#store.get(99)');
    assert.deepEqual(result.found.types, ['Badges', 'Cache', 'Map', 'Badge']);
    const [{ result: held }] = await json('.retainers Badge');
    const edges = held.paths[0].steps.map(({ edge }: Json) => edge);
    assert.deepEqual(edges, ['badges', '#cache', '#store', '[]']);
  });
});

test('with --no-source-maps a snapshot is told as V8 has it', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'leakconsole-'));
  t.after(() => rm(folder, { recursive: true }));
  const path = join(folder, 'one.heapsnapshot');
  await withConsole(
    'bundles/out/esbuild-minified.cjs',
    async ({ json }, target) => {
      await target.get('/tea');
      await json(`.snapshot ${path}`);
      const [{ result }] = await json('.types 9 --snapshot --filter ^Order$');
      assert.deepEqual(result.types, []);
    },
    { console: { sourceMaps: false } },
  );
  const asIs = await leakconsole(['types', path, '9', '--filter', '^Order$', '--json', '--no-source-maps']);
  assert.deepEqual(JSON.parse(asIs.stdout).result.types, []);
});

test('a script that is another one by now tells nothing of a snapshot', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'leakconsole-'));
  t.after(() => rm(folder, { recursive: true }));
  const [path, bundle] = [join(folder, 'one.heapsnapshot'), join(folder, 'esbuild-minified.cjs')];
  for (const file of ['', '.map'])
    await copyFile(fixture(`bundles/out/${basename(bundle)}${file}`), `${bundle}${file}`);
  await withConsole(bundle, async ({ json }, target) => {
    await target.get('/tea');
    await json(`.snapshot ${path}`);
  });
  const count = async () => {
    const { stdout } = await leakconsole(['types', path, '9', '--filter', '^Order$', '--json']);
    return JSON.parse(stdout).result.types.length;
  };
  assert.equal(await count(), 1);
  await writeFile(bundle, 'console.log("a later build")\n//# sourceMappingURL=esbuild-minified.cjs.map\n');
  assert.equal(await count(), 0);
});
