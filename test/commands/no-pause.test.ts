import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withConsole } from '../helpers/console.js';
import { long } from '../helpers/long.js';

test('--no-pause counts by a walk, as a census does that would not fit the budget', long, async () => {
  await withConsole('leaks/cache.cjs', async (console, target) => {
    for (let user = 0; user < 30; user++) await target.get(`/${user}`);
    const [walked] = await console.json('.types --no-pause --filter ^User$');
    assert.equal(walked.lens, 'walk');
    const [row] = walked.result.types;
    assert.deepEqual([row.name, row.count], ['User', 30]);
    const [base] = await console.json('.growth --no-pause');
    assert.equal(base.result.since, null);
    await target.get('/one-more');
    const [grown] = await console.json('.growth --no-pause');
    const user = grown.result.types.find(({ name }: { name: string }) => name === 'User');
    assert.deepEqual([user?.count, user?.delta], [31, 1]);
    const [counted] = await console.json('.types --filter ^User$');
    assert.deepEqual([counted.lens, counted.result.types[0].count], ['census', 31]);
    assert.equal(row.location, counted.result.types[0].location);
    await assert.rejects(async () => {
      await console.run('.mark before');
      await console.run('.growth --since before --no-pause');
    }, /not counted in the same way/);
  });
});

test('where a census does not fit the budget, a walk takes its place and says so', async () => {
  await withConsole(
    'leaks/cache.cjs',
    async (console) => {
      const [{ lens }] = await console.json('.types');
      assert.equal(lens, 'walk');
      assert.match(console.notices.join('\n'), /a count of all objects would stall .* by a walk instead/);
    },
    { console: { maxPause: 1 } },
  );
});
