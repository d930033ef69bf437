import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withConsole } from '../helpers/console.js';

test('a chain of prototypes, longer than a stack is deep, is walked link by link', { timeout: 300_000 }, async () => {
  await withConsole('prototype-chain.cjs', async ({ json }) => {
    const [{ result }] = await json('.collections');
    assert.equal(result.collections[0].path, 'main.cache', JSON.stringify(result));
    assert.ok(result.walk.visited > 20_000);
  });
});
