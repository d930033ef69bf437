import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ReadOnlyGuard, Refused } from '#src/register/read-only.js';

// As in the bundle that a service loads.
Object.assign(globalThis, { __dirname: fileURLToPath(new URL('../../../dist/register', import.meta.url)) });

/** A guard before an inspector that answers by these, and with an object of a new id else. */
function guardWith(answers: Readonly<Record<string, (params: object) => object>> = {}) {
  const sent: { method: string; params: object }[] = [];
  const evaluated: string[] = [];
  const post = async (method: string, params: object) => {
    sent.push({ method, params });
    const object = { objectId: `${sent.length}` };
    return answers[method]?.(params) ?? { result: object, objects: object };
  };
  const guard = new ReadOnlyGuard(post, (code) => evaluated.push(code));
  // biome-ignore lint/suspicious/noExplicitAny: assertions reach into it
  const answer = (method: string, params: object): Promise<any> => guard.answer(method, params);
  const count = (objectId: string) => {
    const call = { on: { entry: 'census' }, method: 'count', args: [{ objectId }], objectGroup: 'group' };
    return answer('Leakconsole.ask', call);
  };
  return { answer, count, sent, evaluated };
}

test('no evaluation gets more time than is allowed, and each is told', async () => {
  const { answer, sent, evaluated } = guardWith();
  for (const timeout of [-1, 0, 1e9, 'soon', null, undefined, 500]) {
    await answer('Runtime.evaluate', { expression: `x = ${timeout}`, timeout });
  }
  const timeouts = sent.map(({ params }) => (params as { timeout: number }).timeout);
  assert.deepEqual(timeouts, [10_000, 10_000, 10_000, 10_000, 10_000, 10_000, 500]);
  assert.equal(evaluated.length, timeouts.length);
  assert.equal(evaluated[0], 'x = -1');
});

test('an object that was released is known no longer, alone or with its group', async () => {
  const { answer, count } = guardWith();
  const query = { prototypeObjectId: '0', objectGroup: 'group' };
  const [first, second, third] = [
    (await answer('Runtime.queryObjects', query)).objects.objectId,
    (await answer('Runtime.queryObjects', query)).objects.objectId,
    (await answer('Runtime.queryObjects', { ...query, objectGroup: 'other' })).objects.objectId,
  ];
  await count(first);
  await answer('Runtime.releaseObject', { objectId: first });
  await assert.rejects(count(first), Refused);
  await count(second);
  await answer('Runtime.releaseObjectGroup', { objectGroup: 'group' });
  await assert.rejects(count(second), Refused);
  await count(third);
});

test('what could not be loaded is loaded by the next question', async () => {
  const failures = ['the realm', 'the entry'];
  const fail = (what: string) => {
    if (failures[0] !== what) return { result: { objectId: what } };
    failures.shift();
    return { result: {}, exceptionDetails: { text: 'Uncaught', exception: { description: `Error: ${what}` } } };
  };
  const { answer } = guardWith({
    'Runtime.evaluate': () => fail('the realm'),
    'Runtime.callFunctionOn': () => fail('the entry'),
  });
  const describe = () => answer('Leakconsole.ask', { on: { entry: 'process' }, method: 'describe', args: [] });
  await assert.rejects(describe(), /the realm/);
  await assert.rejects(describe(), /the entry/);
  assert.equal((await describe()).result.objectId, 'the entry');
});
