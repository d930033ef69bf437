import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counts } from '#src/isolate/counts.js';
import { countByWalk } from '#src/lenses/walk/count-types.js';
import { long } from '../../helpers/long.js';
import { withSession } from '../../helpers/session.js';

test('beyond its memory bound a walk samples, and its estimates are near', long, async () => {
  await withSession('many-users.cjs', async (session) => {
    const users = async (memoryBytes: number) => {
      const { types, walk } = await countByWalk(
        { session, counts: new Counts() },
        { memoryBytes, pacing: { slice: 5, duty: 0.9 } },
      );
      return { count: [...types.values()].find(({ name }) => name === 'User')!.count, walk };
    };
    const all = await users(256e6);
    assert.deepEqual([all.count, all.walk?.cut], [200_000, null]);
    for (const [bytes, most] of [
      [5e6, 150_000],
      [1e5, 15_000],
      [1, 15_000],
    ]) {
      const some = await users(bytes);
      assert.equal(some.walk?.cut, 'memory');
      assert.ok(some.walk!.visited < most, `visited ${some.walk!.visited}`);
      assert.ok(Math.abs(some.count - 200_000) < 30_000, `estimated ${some.count}`);
    }
  });
});

test('a walk takes no more than a quarter of what the heap has left, whatever it may', long, async () => {
  const options = { nodeOptions: ['--max-old-space-size=100', '--max-semi-space-size=1'] };
  await withSession(
    'many-users.cjs',
    async (session) => {
      const { total, walk } = await countByWalk(
        { session, counts: new Counts() },
        { memoryBytes: 256e6, pacing: { slice: 5, duty: 0.9 } },
      );
      assert.equal(walk?.cut, 'memory');
      assert.ok(Math.abs(total - 408_000) < 60_000, `estimated ${total}`);
    },
    options,
  );
});
