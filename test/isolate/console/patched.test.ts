import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withConsole } from '../../helpers/console.js';

test('a program may have replaced the clock, and process.memoryUsage by a wrapper without its `rss`', async () => {
  await withConsole('patched.cjs', async ({ text, json }) => {
    assert.equal(await text('orders.length'), '2');
    for (const line of ['.types 1000', '.types 1000 --no-pause']) {
      const [{ result, cost }] = await json(line);
      assert.equal(result.types.find(({ name }: { name: string }) => name === 'Order').count, 2, line);
      assert.equal(typeof cost.pauseMs, 'number');
    }
    const [{ result }] = await json('.collections');
    assert.ok(result.collections.length > 0);
  });
});
