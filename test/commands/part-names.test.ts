import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withConsole } from '../helpers/console.js';

test('what a count calls a part of a class, snapshots know too', async () => {
  await withConsole('contents.cjs', async ({ json }) => {
    const names = [
      'function in contents.cjs:11',
      'bound add',
      '{id, title}',
      '{label}',
      'Array of Item',
      'Array of Item contents.cjs:2',
      'Map of Item',
      'Item contents.cjs:2',
    ];
    for (const name of names) {
      const [{ result: live }] = await json(`.count ${name}`);
      assert.equal(live.count, name.startsWith('Item') ? 200 : 100, name);
      const [{ result: held }] = await json(`.retainers ${name}`);
      assert.equal(held.count, live.count, `${name} in a snapshot`);
    }
    const [{ result: empty }] = await json('.retainers Array (empty)');
    assert.ok(empty.count > 0);
    // Small integers are in no snapshot, so that empty sets are among them.
    const [{ result: sets }] = await json('.retainers Set of number');
    assert.ok(sets.count >= 100);
    const [{ result: dictionaries }] = await json('.retainers number in Object');
    assert.match(JSON.stringify(dictionaries.paths), /"visits"/);
    const [{ result: shown }] = await json('.instances {id, title} 3 --snapshot');
    assert.deepEqual([shown.count, shown.instances.length], [100, 3]);
  });
});

test('a class whose name has a dot is what it is called by a count, and no expression', async () => {
  await withConsole('classes.cjs', async ({ json }) => {
    await json('.types 1000');
    const [{ result }] = await json('.retainers holder.member');
    assert.equal(result.count, 25);
  });
});

test('a part that is not there is told before a snapshot is taken, and is no expression', async () => {
  await withConsole('contents.cjs', async ({ run, target }) => {
    for (const name of ['function in contents.cjs:99', '{id, nothing}', 'Array of Nobody']) {
      await assert.rejects(run(`.retainers ${name}`), /there is no class/);
    }
    assert.equal(target.snapshots.list.length, 0);
  });
});
