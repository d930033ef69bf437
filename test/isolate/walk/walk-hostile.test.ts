import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withConsole } from '../../helpers/console.js';
import { long } from '../../helpers/long.js';

test('a hostile graph is walked to the end, unharmed and unchanged', long, async () => {
  await withConsole('hostile-graph.cjs', async (console, target) => {
    const begun = target.output().length;
    const [{ result }] = await console.json('.types 1000 --no-pause --duty 0.9');
    const { total, walk, types } = result;
    assert.equal(walk.cut, null);
    assert.ok(total > 1_000_000, `visited ${total}`);
    assert.equal(walk.proxies, 0);
    assert.ok(types.some(({ name }: { name: string }) => name === 'Map'));
    const [{ result: look }] = await console.json('.collections 20 --duty 0.9');
    const sparse = look.collections.find(({ path }: { path: string }) => path === 'main.sparse');
    assert.equal(sparse?.entries, 4);
    const [{ result: path }] = await console.json('.path graph.foreign.map --duty 0.9');
    assert.equal(path.found.path, 'main.graph.foreign.map');
    target.child.kill('SIGUSR2');
    await target.wrote(/^looked$/m);
    assert.doesNotMatch(target.output().slice(begun), /SPRUNG|CHANGED/);
  });
});
