import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withConsole } from '../helpers/console.js';
import { long } from '../helpers/long.js';

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
  test(
    `every kind of look works on a program after ${replacement}, or one line says that it cannot`,
    replacement === replacements[0] ? {} : long,
    async (t) => {
      await withConsole('replaced.cjs', looksAtAll, { env: { REPLACE: replacement } }).catch((error) => {
        // Node 18 itself does not survive this: what it has not used yet, it cannot load.
        if (!(error.code === 'injected-failed' || error.code === 'no-inspector') || !isNode18()) throw error;
        assert.doesNotMatch(error.message, /\n/);
        t.skip('Node 18');
      });
    },
  );
}

function isNode18(): boolean {
  return /[/\\]18[/\\]/.test(process.env.LEAKCONSOLE_TARGET_NODE ?? '') || process.version.startsWith('v18.');
}

async function looksAtAll({ text, json, run }: Parameters<Parameters<typeof withConsole>[1]>[0]): Promise<void> {
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
}
