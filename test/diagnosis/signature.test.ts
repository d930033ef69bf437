import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namesIn, signatureOf, withoutKeys } from '#src/diagnosis/signature.js';

for (const [path, names] of [
  ['main.cache', ['cache']],
  ['routes/users.js: sessions.byId', ['sessions', 'byId']],
  ['globalThis.cache', ['cache']],
  ['main.bus.listeners("tick")[59] › conn', ['bus', 'conn']],
  ['main.tenants.get("a.b: c").users', ['tenants', 'users']],
  ['main.byName["x.y"].list', ['byName', 'list']],
  ['main.store.[[WeakMap]].get("rates")', ['store']],
  ['@scope/css/index.js: module.exports.cache.inserted', ['cache', 'inserted']],
  ['memoize.mjs: memoized › remembered', ['memoized', 'remembered']],
] as const) {
  test(`the names on ${path}`, () => assert.deepEqual(namesIn(path), names));
}

test('keys are data, and names of events are not', () => {
  assert.equal(
    withoutKeys('main.tenants.get("secret").bus.listeners("tick")'),
    'main.tenants.get(…).bus.listeners("tick")',
  );
  assert.equal(withoutKeys('main.byName["secret \\" ]"].list[3]'), 'main.byName[…].list[3]');
});

test('a signature is that of the file and the names, wherever the file is and however it was compiled', () => {
  const one = signatureOf('file:///srv/app/users.mjs', ['cache']);
  assert.match(one, /^[0-9a-f]{8}$/);
  assert.equal(signatureOf('/home/me/app/users.ts', ['cache']), one);
  assert.notEqual(signatureOf('/home/me/app/users.ts', ['sessions']), one);
  assert.notEqual(signatureOf('/home/me/app/orders.ts', ['cache']), one);
});

test('how listeners are held differs from version to version, and is left out', () => {
  const walked = signatureOf('/app/a.js', namesIn('main.bus.listeners("tick")'));
  assert.equal(signatureOf('/app/a.js', ['bus', '_events']), walked);
  assert.equal(signatureOf('/app/a.js', ['bus', '<symbol kEvents>']), walked);
});
