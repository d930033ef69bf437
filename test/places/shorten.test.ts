import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shortFile, shortNames, shortPlace } from '#src/places/shorten.js';

test('a module is called by the shortest path with which no other ends', () => {
  const names = shortNames([
    'file:///app/src/service.mjs',
    'file:///app/src/routes/users.js',
    'file:///app/src/models/users.js',
    'file:///app/node_modules/express/lib/router/index.js',
    'webpack://shop/./src/orders.ts?a1b2',
    'webpack:///src/main.ts',
    'file:///app/my%20file.js',
  ]);
  const expected = ['service.mjs', 'routes/users.js', 'models/users.js', 'orders.ts', 'main.ts', 'my file.js'];
  assert.deepEqual([...names.values()].sort(), [...expected, 'express/lib/router/index.js'].sort());
});

test('a place is told by its file and line', () => {
  assert.equal(shortPlace({ url: 'webpack://shop/./src/orders.ts?a1b2', line: 24 }), 'orders.ts:24');
  assert.equal(shortPlace({ url: 'file:///app/src/index.js', line: 3 }), 'src/index.js:3');
  assert.equal(shortPlace({ url: '/app/node_modules/pg/lib/pool.js', line: 1 }), 'pg/lib/pool.js:1');
  assert.equal(shortFile('node:internal/timers'), 'node:internal/timers');
});
