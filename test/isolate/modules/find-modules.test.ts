import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findModules, pickModule } from '#src/isolate/modules/find-modules.js';
import { describeScope } from '#src/isolate/modules/scope.js';
import { long } from '../../helpers/long.js';
import { withSession } from '../../helpers/session.js';

for (const { file, kind, bindings } of [
  { file: 'service.cjs', kind: 'commonjs', bindings: 5 },
  { file: 'service.mjs', kind: 'module', bindings: 6 },
  { file: 'listener-only.mjs', kind: 'module', bindings: 3 },
  { file: 'typescript/commonjs/service.js', kind: 'commonjs', bindings: 5 },
  { file: 'typescript/esm/service.js', kind: 'module', bindings: 6 },
]) {
  test(`finds the main module and its scope: ${file}`, async () => {
    await withSession(file, async (session) => {
      const { main, cost } = await findModules(session, { until: ({ isMain }) => isMain });
      assert.equal(main?.name, file.split('/').at(-1));
      assert.deepEqual([main?.kind, main?.bindings], [kind, bindings]);
      assert.ok(cost.visited > 0 && cost.scopes > 0);
      const cache = (await describeScope(session, main!)).find(({ name }) => name === 'cache');
      assert.equal(cache?.kind, 'Map');
    });
  });
}

test('a search that stopped early is completed later, and keeps what it had', async () => {
  await withSession('service.cjs', async (session) => {
    const some = await findModules(session, { until: ({ isMain }) => isMain });
    const all = await findModules(session, { known: some });
    assert.deepEqual([some.complete, all.complete], [false, true]);
    assert.equal(all.main?.fn?.objectId, some.main?.fn?.objectId);
  });
});

test('a module that nothing reaches is found by a heap walk', long, async () => {
  await withSession('heap-walk-only.mjs', async (session) => {
    const reached = await findModules(session);
    assert.deepEqual([reached.complete, reached.main?.fn], [true, null]);
    const { main } = await findModules(session, { heapWalk: true });
    assert.deepEqual(
      (await describeScope(session, main!)).map(({ name }) => name),
      ['cache', 'sleep'],
    );
  });
});

test('an inner scope is not taken for the scope of a module without one', async () => {
  await withSession('no-module-scope.cjs', async (session) => {
    const { main } = await findModules(session);
    assert.ok(main?.fn);
    assert.deepEqual([main.scope, main.bindings], [null, 0]);
  });
});

test('no getter, trap or method of a hostile target is called', long, async () => {
  await withSession('hostile.cjs', async (session, target) => {
    const { main } = await findModules(session);
    await describeScope(session, main!);
    assert.doesNotMatch(target.output(), /SPRUNG/);
  });
});

test('words that mean no module, or several, are refused with what to do', () => {
  const module = (name: string, inNodeModules = false) => ({
    url: `file:///app/${inNodeModules ? 'node_modules/' : ''}${name}`,
    name,
    kind: 'commonjs' as const,
    isMain: name === 'service.mjs',
    inNodeModules,
    script: { id: '1', url: name, isModule: false, sourceMapUrl: null, length: 0 },
    module: null,
    fn: null,
    scope: null,
    bindings: null,
  });
  const modules = [module('service.mjs'), module('a/users.js'), module('b/users.js'), module('users/index.js', true)];
  assert.equal(pickModule(modules, 'main').name, 'service.mjs');
  assert.equal(pickModule(modules, 'serv').name, 'service.mjs');
  assert.equal(pickModule(modules, 'a/users').name, 'a/users.js');
  assert.throws(() => pickModule(modules, 'users.js'), {
    code: 'ambiguous-module',
    hint: /a\/users\.js, b\/users\.js/,
  });
  assert.throws(() => pickModule(modules, 'nothing'), { code: 'no-module' });
});
