import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findModules } from '#src/isolate/modules/find-modules.js';
import { describeScope, openScope } from '#src/isolate/modules/scope.js';
import { withSession } from '../../helpers/session.js';

test('a scope is read afresh, and has the parameters of the CommonJS wrapper that are used', async () => {
  await withSession('service.cjs', async (session, target) => {
    const { main } = await findModules(session, { until: ({ isMain }) => isMain });
    const requests = async () => {
      const { objectId } = await openScope(session, main!);
      const functionDeclaration = 'function () { return this.requests; }';
      const answer = await session.send('Runtime.callFunctionOn', { objectId, functionDeclaration });
      return answer.result.value;
    };
    assert.equal(await requests(), 0);
    await target.get('/ann');
    assert.equal(await requests(), 1);
  });
});

test('bindings are described, the largest collections first', async () => {
  await withSession('service.cjs', async (session) => {
    const { main } = await findModules(session, { until: ({ isMain }) => isMain });
    const bindings = await describeScope(session, main!);
    assert.deepEqual(bindings[0], {
      name: 'cache',
      kind: 'Map',
      entries: 2,
      text: 'Map(2) { "ann" => [User], "bob" => [User] }',
    });
    assert.deepEqual(
      bindings.filter(({ name }) => ['User', 'requests'].includes(name)).map(({ kind, text }) => [kind, text]),
      [
        ['class', '[class: User]'],
        ['number', '0'],
      ],
    );
  });
});

test('bindings without a value yet do not hide the others', async () => {
  await withSession('unfinished.mjs', async (session) => {
    const { main } = await findModules(session, { until: ({ isMain }) => isMain });
    const bindings = await describeScope(session, main!);
    assert.deepEqual(bindings.map(({ name }) => name).slice(0, 1), ['early']);
    assert.deepEqual(bindings.find(({ name }) => name === 'late')?.entries, null);
  });
});
