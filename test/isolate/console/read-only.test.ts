import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withConsole } from '../../helpers/console.js';

test('--read-only refuses what changes anything, says so, and answers the rest', async () => {
  await withConsole(
    'service.mjs',
    async ({ evaluate, text, run }, target) => {
      const before = await text('Object.getOwnPropertyNames(globalThis).length');
      for (const line of [
        'cache.clear()',
        'cache.get("ann").name = "x"',
        'globalThis.left = 1',
        'left = 1',
        'let left = 1',
        'lookUp("x")',
        'await 1; cache.clear()',
        '(async () => { await 1; cache.clear() })()',
        'Promise.resolve().then(() => cache.clear())',
        'setTimeout(() => cache.clear())',
        'try { cache.clear() } catch {} 5',
        'Object.assign(cache, { a: 1 })',
        'import("node:fs")',
        'process.kill(process.pid)',
      ]) {
        const hint = /^(let|const|class) /.test(line)
          ? /variable .* without --read-only to declare/
          : /without --read-only/;
        await assert.rejects(evaluate(line), { code: 'read-only', hint }, line);
      }
      assert.equal(await text('cache.size'), '2');
      assert.equal(await text('main.cache.get("ann").name'), "'Ann'");
      assert.equal(await text('[...cache.keys()].map((key) => key + 1).join()'), "'ann1,bob1'");
      assert.equal(await text('({ a: 1 })'), '{ a: 1 }');
      await assert.rejects(evaluate('requests++'), { code: 'assignment-refused' });
      await assert.rejects(evaluate('throw new TypeError("own")'), {
        code: 'evaluation-threw',
        message: 'TypeError: own',
      });
      assert.equal(await text('Object.getOwnPropertyNames(globalThis).length'), before);
      for (const command of ['.mem', '.info', '.scope', '.modules', '.use main', '.gc'])
        assert.notEqual(await run(command), '');
      assert.match(await target.get('/ann'), /"requests":1/);
    },
    { console: { readOnly: true } },
  );
});

test('--read-only calls no getter that a class of the line itself has as its name', async () => {
  await withConsole(
    'service.cjs',
    async ({ evaluate, text }) => {
      const trap = 'class { static get name() { globalThis.left = 1; return "x"; } }';
      const lines = [
        `(${trap})`,
        `new (${trap})`,
        `[${trap}]`,
        `throw ${trap}`,
        `throw new Error("x", { cause: ${trap} })`,
      ];
      for (const line of lines) {
        await evaluate(line).catch(() => {});
        assert.equal(await text('typeof left'), "'undefined'", line);
      }
    },
    { console: { readOnly: true } },
  );
});

test('--read-only runs no code of a value to print it', async () => {
  await withConsole(
    'hostile.cjs',
    async ({ text }, target) => {
      assert.match(await text('process.mainModule.exports.getter'), /^(Object .*)?\{\s+value: \[Getter\/Setter\]/);
      assert.doesNotMatch(target.output(), /SPRUNG/);
    },
    { console: { readOnly: true } },
  );
});
