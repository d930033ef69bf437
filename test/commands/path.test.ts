import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withConsole } from '../helpers/console.js';

test('the path from a module’s variable to an object is told, or that there is none', async () => {
  await withConsole('service.cjs', async (console) => {
    const [{ result }] = await console.json('.path cache.get("ann")');
    assert.equal(result.found.path, 'main.cache.get("ann")');
    assert.deepEqual(result.found.types, ['Map', 'User']);
    assert.match(
      await console.run('.path new Map()'),
      /did not come to it.*\n.*console\n.*\nnext: \.retainers new Map\(\)/s,
    );
    await assert.rejects(console.run('.path cache.size'), { code: 'no-object' });
    await assert.rejects(console.run('.path globalThis.asked={} --slice 50ms'), { code: 'usage' });
    assert.equal(await console.text('typeof asked'), "'undefined'", 'refused before anything was evaluated');
  });
});

test('what a variable of another module’s closure is, is told by its variable here', async () => {
  await withConsole('leaks/decorator.mjs', async (console, target) => {
    await target.get('/');
    const [{ result }] = await console.json('.path report');
    assert.equal(result.found.path, 'main.report');
  });
});

test('what a WeakMap holds is told with the WeakMap', async () => {
  await withConsole('leaks/not-collections.cjs', async ({ json, run }, target) => {
    await target.get('/a');
    const [{ result }] = await json('.path remembered.get(quotes).get("/a")');
    assert.deepEqual(
      [result.found.path, result.found.weakMap],
      ['main.quotes.[[WeakMap]].get("/a")', 'main.remembered'],
    );
    assert.match(await run('.path quotes'), /^main\.quotes\n/);
  });
});
