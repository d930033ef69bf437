import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withConsole } from '../helpers/console.js';

const GROWTH = 20;

for (const { service, path, kind } of [
  { service: 'cache.cjs', path: 'main.cache', kind: 'Map' },
  { service: 'closure.cjs', path: 'main.retries', kind: 'Array' },
  { service: 'decorator.mjs', path: 'memoize.mjs: memoize › remembered', kind: 'Map' },
  { service: 'error.mjs', path: 'main.recentErrors', kind: 'Map' },
  { service: 'listener.mjs', path: 'main.settings.listeners("change")', kind: 'listeners' },
  { service: 'promise.mjs', path: 'main.waiting', kind: 'Map' },
  { service: 'uploads.cjs', path: 'main.store.uploads', kind: 'Array' },
  { service: 'timer.cjs', path: null, kind: null },
]) {
  test(`the collection that grows comes first, by its name: ${service}`, async () => {
    await withConsole(`leaks/${service}`, async (console, target) => {
      const request = async (path: string) => {
        for (let count = 0; count < GROWTH; count++) await target.get(`/${path}/${count}`);
      };
      await request('before');
      const [base] = await console.json('.collections --duty 0.9');
      assert.equal(base.result.since, null);
      await request('after');
      const [{ result, lens }] = await console.json('.collections --duty 0.9');
      assert.equal(lens, 'walk');
      const shown = JSON.stringify(result.collections, null, 1);
      const [first] = result.collections;
      if (path !== null) {
        assert.deepEqual([first.path, first.kind, first.delta, first.entries], [path, kind, GROWTH, 2 * GROWTH], shown);
      } else {
        // It grows in closures of timers, which nothing leads to: nothing else may be blamed for it.
        const blamed = result.collections.filter(({ delta }: { delta: number }) => delta >= GROWTH);
        assert.deepEqual(blamed, [], shown);
      }
    });
  });
}

test('a table, and CSV of several looks', async () => {
  await withConsole('service.cjs', async (console) => {
    assert.match(await console.run('.collections 3'), /^collection +kind +entries +of\nmain\.cache +Map +2 +User\n/);
    const lines = (await console.run('.collections 1 --every 100ms --count 2 --csv -')).split('\n');
    assert.equal(lines[0], 'time,path,kind,entries,delta');
    assert.match(lines[2], /^\d{4}-\S+Z,main\.cache,Map,2,0$/);
  });
});
