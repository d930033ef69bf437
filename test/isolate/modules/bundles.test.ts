import assert from 'node:assert/strict';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { EvaluationError } from '#src/isolate/console/evaluate.js';
import { BUNDLES } from '../../helpers/bundles.js';
import type { Json } from '../../helpers/cli.js';
import { type TestConsole, withConsole } from '../../helpers/console.js';
import { long, longElsewhere } from '../../helpers/long.js';
import { fixture } from '../../helpers/target.js';

/** Those that differ most from each other. */
const ALWAYS: readonly string[] = ['esbuild.cjs', 'webpack-production.cjs', 'tsx/main.js'];

for (const file of BUNDLES) {
  const options = ALWAYS.includes(file) ? longElsewhere : long;
  test(`${file}: its original files are modules, whose variables go by their original names`, options, async () => {
    await withConsole(`bundles/out/${file}`, async (console, target) => {
      await target.get('/tea');
      assert.equal(await console.text('openOrders.size'), '1', 'what main.ts imports');
      assert.equal(await console.text('main.requests'), '1');
      assert.equal(console.target.label, 'main.ts');
      const names = (await modulesOf(console)).map(({ name }) => name);
      assert.equal(names[0], 'main.ts');
      for (const name of ['orders.ts', 'users.ts']) assert.ok(names.includes(name), `${name} among ${names}`);
      await console.run('.use orders.ts');
      assert.equal(console.target.label, 'orders.ts');
      assert.equal(await console.text('openOrders.has("tea")'), 'true');
      const [{ result }] = await console.json('.scope users.ts');
      const cache = result.bindings.find(({ name }: { name: string }) => name === 'cache');
      assert.deepEqual([cache.kind, cache.entries], ['Map', 2]);
      const [{ result: types }] = await console.json('.types --no-pause --filter ^(Order|User)$');
      assert.deepEqual(
        types.types.map(({ name, location }: { name: string; location: string }) => `${name} ${location}`).sort(),
        ['Order orders.ts:9', 'User users.ts:4'],
      );
      const [{ result: grown }] = await console.json('.collections');
      const rows: string[] = grown.collections.map(({ path, holds }: Json) => `${path} of ${holds[0]}`);
      for (const row of ['orders.ts: openOrders of Order', 'users.ts: cache of User'])
        assert.ok(rows.includes(row), `${row} among ${rows}`);
      const [{ result: way }] = await console.json('.path [...openOrders.values()][0]');
      assert.equal(way.found.path, 'orders.ts: openOrders.get("tea")');
      assert.deepEqual(console.notices, []);
    });
  });
}

test('an error of a bundle is shown with the places and names of its source', async () => {
  await withConsole('bundles/out/esbuild-minified.cjs', async (console) => {
    await console.run('.use orders.ts');
    await assert.rejects(console.text('new Order("tea").pay.call(1)'), (error: EvaluationError) => {
      assert.match(error.text, /\n {4}at Number\.pay \(.*\/src\/orders\.ts:15:10\)$/);
      return true;
    });
  });
});

test('a name that another file of the bundle has is found by its original name', async () => {
  await withConsole('bundles/out/webpack-production.cjs', async (console) => {
    await assert.rejects(console.text('User'), { message: /User is not defined in main\.ts/, hint: /\.use users\.ts/ });
  });
});

test('a broken source map is a notice: the bundle is seen as V8 sees it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'leakconsole-'));
  try {
    const script = join(folder, 'service.cjs');
    await copyFile(fixture('bundles/out/esbuild-minified.cjs'), script);
    await writeFile(join(folder, 'esbuild-minified.cjs.map'), '{"version":2');
    await withConsole(script, async (console) => {
      const [{ name }] = await modulesOf(console);
      assert.equal(name, 'service.cjs');
      assert.equal(console.notices.length, 1);
      assert.match(console.notices[0], /the source map of .*service\.cjs is not used/);
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('--no-source-maps: a bundle is one module, with the names that V8 sees', async () => {
  await withConsole(
    'bundles/out/esbuild-minified.cjs',
    async (console) => {
      await assert.rejects(console.text('openOrders.size'), { message: /openOrders is not defined/ });
      const modules = await modulesOf(console);
      assert.deepEqual(
        modules.map(({ name }) => name),
        ['esbuild-minified.cjs'],
      );
    },
    { console: { sourceMaps: false } },
  );
});

async function modulesOf(console: TestConsole): Promise<{ name: string }[]> {
  const [{ result }] = await console.json('.modules');
  return result.modules;
}
