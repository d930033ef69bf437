import assert from 'node:assert/strict';
import { test } from 'node:test';
import { walkCensus } from '#src/live/walk-census.js';
import { withSession } from '../helpers/session.js';

test('a hostile graph is walked to the end, unharmed and unchanged', async () => {
  await withSession('hostile-graph.cjs', async (session, target) => {
    const { total, walk, types } = await walkCensus(session, { pace: { slice: 5, duty: 0.9 } });
    assert.equal(walk.cut, null);
    assert.ok(total > 1_000_000, `visited ${total}`);
    assert.ok(walk.proxies >= 3, `saw ${walk.proxies} proxies`);
    assert.ok([...types.keys()].includes('Map'));
    target.child.kill('SIGUSR2');
    await target.wrote(/^looked$/m);
    assert.doesNotMatch(target.output(), /SPRUNG|CHANGED/);
  });
});
