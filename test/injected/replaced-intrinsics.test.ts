import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withConsole } from '../helpers/console.js';

const replacements = [
  'globalThis.Object = undefined',
  'globalThis.process = undefined',
  'Object.defineProperty(Object.prototype, "get", { get() { throw new Error("sprung") } })',
  'globalThis.Promise = class {}',
  'globalThis.Map = globalThis.Set = class {}',
  'Function.prototype.call = Function.prototype.apply = Function.prototype.bind = null',
  'globalThis.Symbol = globalThis.Reflect = globalThis.Array = globalThis.JSON = undefined',
  'globalThis.setImmediate = globalThis.setTimeout = () => {}',
  'globalThis.globalThis = undefined',
];

for (const replacement of replacements) {
  test(`every kind of look works on a program after ${replacement}`, async () => {
    await withConsole(
      'replaced.cjs',
      async ({ text, json, run }) => {
        assert.equal(await text('await 1 + 1'), '2');
        assert.equal(await text('cache.size'), '1');
        await assert.rejects(text('missing'), { code: 'evaluation-threw' });
        const [{ result: collections }] = await json('.collections 100');
        const found = collections.collections.find(({ path }: { path: string }) => path === 'main.cache');
        assert.equal(found?.entries, 1);
        const [{ result: types }] = await json('.types 1000');
        assert.ok(types.total > 1000);
        assert.match(await run('.scope'), /^cache +Map +1/m);
        const [{ result: memory }] = await json('.mem');
        assert.ok(memory.rssBytes > 0);
      },
      { env: { REPLACE: replacement } },
    );
  });
}
