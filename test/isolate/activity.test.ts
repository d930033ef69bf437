import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readActivity } from '#src/isolate/walk/read-activity.js';
import { attachConsole } from '../helpers/console.js';
import { withTarget } from '../helpers/target.js';

test('the activity of a service goes by its requests, and not by time', async () => {
  await withTarget('leaks/cache.cjs', {}, async (target) => {
    const console = await attachConsole(target);
    const work = async (requests: number) => {
      const before = (await readActivity(console.target))!;
      for (let n = 0; n < requests; n++) await target.get(`/${n}`);
      return (await readActivity(console.target))! - before;
    };
    await work(5);
    const [none, few, many] = [await work(0), await work(10), await work(40)];
    assert.ok(none <= 5 && few > 2 * none && many > 2 * few && many < 8 * few, `${none} ${few} ${many}`);
    await console.detach();
  });
});
