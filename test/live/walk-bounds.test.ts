import assert from 'node:assert/strict';
import { test } from 'node:test';
import { walkCensus } from '#src/live/walk-census.js';
import { withSession } from '../helpers/session.js';

test('beyond its memory bound a walk samples, and its estimates are near', async () => {
  await withSession('many-users.cjs', async (session) => {
    const users = async (memoryBytes: number) => {
      const { types, walk } = await walkCensus(session, { memoryBytes, pace: { slice: 5, duty: 0.9 } });
      return { count: [...types.values()].find(({ name }) => name === 'User')!.count, walk };
    };
    const all = await users(256e6);
    assert.deepEqual([all.count, all.walk.cut], [200_000, null]);
    for (const [bytes, most] of [
      [5e6, 150_000],
      [1e5, 15_000],
    ]) {
      const some = await users(bytes);
      assert.equal(some.walk.cut, 'memory');
      assert.ok(some.walk.visited < most, `visited ${some.walk.visited}`);
      assert.ok(Math.abs(some.count - 200_000) < 30_000, `estimated ${some.count}`);
    }
  });
});
