import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collectionsCommand } from '#src/commands/collections.js';
import { growthCommand } from '#src/commands/growth.js';
import { withConsole } from '../helpers/console.js';

function growthOf(name: string | null, origin: 'own' | 'builtin' = 'own') {
  const row = {
    location: null,
    place: null,
    count: 9,
    new: null,
    deleted: null,
    delta: 3,
    perMinute: 1,
    always: false,
  };
  const types = name === null ? [] : [{ ...row, name, origin, shrank: false, shallowDeltaBytes: null }];
  return { since: '2026-01-01T00:00:00Z', takenAt: '2026-01-01T00:01:00Z', ms: 60_000, types, more: 0, totalDelta: 3 };
}

for (const [name, origin, next] of [
  ['User', 'own', /^\.retainers User$/],
  ['Object', 'builtin', /^\.collections, which tells them apart by name, or \.retainers Object --new/],
  ['{a, b}', 'builtin', /\.retainers \{a, b\} --new/],
  ['function in a.js:3', 'own', /^\.collections, or \.diagnose$/],
  [null, 'own', /^\.mem, which tells whether another memory grows$/],
] as const) {
  test(`after growth of ${name ?? 'nothing'}`, () => {
    assert.match(growthCommand.next!(growthOf(name, origin), {} as never) ?? '', next);
  });
}

test('the first look is a base: there is nothing to ask yet', () => {
  assert.equal(growthCommand.next!({ ...growthOf('User'), since: null }, {} as never), null);
  assert.equal(collectionsCommand.next!({ since: null, collections: [] } as never, {} as never), null);
});

test('a result ends with the next step, in one line; JSON has it as next', { timeout: 120_000 }, async () => {
  await withConsole('service.cjs', async (console) => {
    assert.match(await console.run('.types 3'), /\nnext: \.growth, which shows what grows\n?$/);
    const [{ next }] = await console.json('.types 3');
    assert.equal(next, '.growth, which shows what grows');
    const [{ next: nothing }] = await console.json('.info');
    assert.equal(nothing, null);
  });
});
