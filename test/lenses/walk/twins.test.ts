import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutTwins } from '#src/lenses/walk/twins.js';

const paths = (rows: Parameters<typeof withoutTwins>[0]) => withoutTwins(rows).map(({ path }) => path);
const array = (path: string, delta: number | null = null) => ({ path, kind: 'Array', delta });

test('of collections in entries of a Map or an array two are told, and those that grow', () => {
  const inMap = [1, 2, 3, 4].map((key) => array(`main.carts.get(${key}).items`, key === 4 ? 5 : 0));
  assert.deepEqual(paths(inMap), ['main.carts.get(1).items', 'main.carts.get(2).items', 'main.carts.get(4).items']);
  assert.deepEqual(paths([1, 2, 3].map((at) => array(`main.jobs[${at}].log`))), [
    'main.jobs[1].log',
    'main.jobs[2].log',
  ]);
});

test('of collections in entries of a dictionary two are told', () => {
  const rows = [
    { path: 'main.sessions.data', kind: 'Object', delta: null },
    ...['s1', 's2', 's3'].map((key) => array(`main.sessions.data.${key}.cart.items`)),
    array('main.sessions.keys'),
  ];
  assert.deepEqual(paths(rows), [
    'main.sessions.data',
    'main.sessions.data.s1.cart.items',
    'main.sessions.data.s2.cart.items',
    'main.sessions.keys',
  ]);
});

test('collections of one object are no twins', () => {
  const rows = ['waiting', 'running', 'failed'].map((name) => array(`main.queue.${name}`));
  assert.equal(paths(rows).length, 3);
});
