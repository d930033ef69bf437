import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileNames, namesIn, signatureOf, withoutKeys } from '#src/diagnosis/signature.js';

for (const [path, names] of [
  ['main.cache', ['cache']],
  ['routes/users.js: sessions.byId', ['sessions', 'byId']],
  ['globalThis.cache', ['cache']],
  ['main.bus.listeners("tick")[59] › conn', ['bus', 'tick', 'conn']],
  ['main.bus.listeners("user.created")', ['bus', 'user.created']],
  ['main.cjs: makeAdder › items', ['makeAdder', 'items']],
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
  assert.equal(signatureOf('/app/a.js', ['bus', '_events', 'tick']), walked);
  assert.equal(signatureOf('/app/a.js', ['bus', '<symbol kEvents>', 'tick']), walked);
  assert.notEqual(signatureOf('/app/a.js', namesIn('main.bus.listeners("tock")')), walked);
});

test('files of one name are told apart by their folders, wherever the program is', () => {
  const signature = (root: string, file: string) => {
    const urls = ['a/cache.js', 'b/cache.js', 'main.js'].map((each) => `${root}/${each}`);
    return signatureOf(`${root}/${file}`, ['cache'], fileNames(urls));
  };
  assert.notEqual(signature('/app', 'a/cache.js'), signature('/app', 'b/cache.js'));
  assert.equal(signature('/app', 'a/cache.js'), signature('file:///home/me/shop', 'a/cache.js'));
  assert.equal(signature('/app', 'main.js'), signatureOf('/app/main.js', ['cache']), 'one alone as ever');
});
