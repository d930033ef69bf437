import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shortNames } from '#src/isolate/modules/short-names.js';

test('a module is named by the shortest path that no other ends with', () => {
  const urls = [
    'file:///app/service.mjs',
    'file:///app/routes/index.js',
    'file:///app/models/index.js',
    'file:///app/lib/models/index.js',
    'file:///app/with%20space.js',
    'file:///app/node_modules/express/lib/router/index.js',
    'file:///app/node_modules/@scope/name/index.js',
  ];
  assert.deepEqual(
    [...shortNames(urls).values()].sort(),
    [
      'service.mjs',
      'routes/index.js',
      'app/models/index.js',
      'lib/models/index.js',
      'with space.js',
      'express/lib/router/index.js',
      '@scope/name/index.js',
    ].sort(),
  );
});
