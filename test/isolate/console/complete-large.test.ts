import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completeNames } from '#src/isolate/console/complete.js';
import { withConsole } from '../../helpers/console.js';

test('completion lists no characters and no elements', async () => {
  await withConsole('service.cjs', async ({ evaluate, target }) => {
    await evaluate('const string = "x".repeat(1e8), boxed = Object(string), list = Array(3e6).fill(1)');
    await evaluate('const start = performance.now(); Object.keys(list).length; const once = performance.now() - start');
    const once = (await evaluate('once')).value as number;
    for (const [path, name] of [
      ['string', 'trim'],
      ['boxed', 'trim'],
      ['list', 'length'],
      ['list', 'concat'],
    ]) {
      const asked = performance.now();
      assert.deepEqual(await completeNames(target, [path], name).then(([first]) => first), name, path);
      const took = performance.now() - asked;
      assert.ok(took < once, `${path}: ${took} ms, and to list all ${once} ms`);
    }
  });
});

test('completion takes names of a very large dictionary, and what it inherits', async () => {
  await withConsole('service.cjs', async ({ evaluate, target }) => {
    await evaluate('const dictionary = {}; for (let i = 0; i < 20000; i++) dictionary["key" + i] = i');
    const names = await completeNames(target, ['dictionary'], 'key1');
    assert.equal(names.length, 1000);
    assert.ok(names.every((name) => name.startsWith('key1')));
    assert.deepEqual(await completeNames(target, ['dictionary'], 'hasOwn'), ['hasOwnProperty']);
  });
});
