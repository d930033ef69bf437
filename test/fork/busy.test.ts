import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { forkedCensus } from '#src/lenses/fork/forked-census.js';
import { Session } from '#src/session/session.js';
import { long } from '../helpers/long.js';
import { withTarget } from '../helpers/target.js';
import { childOptions, countOf, loadForks } from './open-forks.js';

const service = fileURLToPath(new URL('../../../test/chaos/busy-service.cjs', import.meta.url));

// The short form of `npm run chaos:fork`.
test('a busy service is forked again and again, and answers as before', {
  skip: process.platform !== 'linux' || long.skip,
}, async () => {
  await withTarget(service, { env: { WORKERS: '2' } }, async (target) => {
    const session = await Session.connect(target.url);
    try {
      const forks = await loadForks(session);
      for (let i = 0; i < 5; i++) {
        const { counted } = await forkedCensus(forks, childOptions({ localPid: target.pid }));
        const count = countOf(counted, 'Order');
        assert.ok(count >= 5000 && count < 7000, `${count} orders`);
        const id = (i * 7919) % 5000;
        const expected = JSON.stringify([id, [`tag ${id}`, id], `customer ${id}`]);
        assert.equal(await target.get(`/answer/${id}`), expected);
        assert.equal(await target.get('/spawn'), '0 spoken');
      }
      const children = readdirSync(`/proc/${target.pid}/task`).map((tid) =>
        readFileSync(`/proc/${target.pid}/task/${tid}/children`, 'latin1').trim(),
      );
      assert.equal(children.join(''), '');
    } finally {
      await session.close();
    }
  });
});
