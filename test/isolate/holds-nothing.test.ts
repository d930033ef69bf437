import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completeNames } from '#src/isolate/console/complete.js';
import { withConsole } from '../helpers/console.js';

test('an answer, an error, Tab and .scope leave nothing of a module held', () =>
  withConsole('droppable.cjs', async ({ target, text, run, evaluate }, { get }) => {
    assert.match(await run('.scope'), /^cache +Map +1/m);
    assert.equal(await text('cache.size'), '1');
    await assert.rejects(evaluate('nosuch'), { code: 'evaluation-threw' });
    assert.deepEqual(await completeNames(target, ['cache'], 'siz'), ['size']);
    assert.equal(await get('/drop'), 'size undefined, held true');
    await target.session.send('HeapProfiler.collectGarbage');
    assert.equal(await get('/'), 'size undefined, held false');
  }));
