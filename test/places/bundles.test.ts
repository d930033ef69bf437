import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RunningModules, readModules } from './bundle-target.js';

type Files = Record<string, Record<string, string>>;

/** What each file of test/fixtures/bundles/src holds after one request, as far as functions use it. */
const held: Files = {
  'main.ts': { requests: '1', server: 'Server' },
  'orders.ts': { Order: 'class', openOrders: 'Map(1)', cache: 'Array(0)' },
  'users.ts': { User: 'class', cache: 'Map(2)' },
  'legacy.cjs': { cache: 'Array(1)', limits: 'Object' },
};

/** Rollup leaves out what nothing reads. */
const heldByRollup: Files = {
  'main.ts': held['main.ts'],
  'orders.ts': { Order: 'class', openOrders: 'Map(1)' },
  'users.ts': held['users.ts'],
};

const bundles: readonly [string, Files][] = [
  ['esbuild.cjs', held],
  ['esbuild.mjs', held],
  ['esbuild-minified.cjs', held],
  ['esbuild-minified.mjs', held],
  ['webpack-development.cjs', held],
  // The minifier puts the number in the place of `limits`.
  ['webpack-production.cjs', { ...held, 'legacy.cjs': { cache: 'Array(1)' } }],
  ['rollup.mjs', heldByRollup],
  ['rollup-iife.cjs', heldByRollup],
  ['rollup-minified.cjs', heldByRollup],
  ['rollup-minified-iife.cjs', heldByRollup],
  ['tsx/main.js', held],
];

for (const [file, expected] of bundles) {
  test(`${file}: each original file is a module, with its variables by their original names`, async () => {
    const { modules, functions } = await readModules(file);
    assert.deepEqual(own(modules), expected);
    assert.equal(modules['main.ts'].imports.openOrders, 'Map(1)', 'what main.ts imports');
    for (const name of ['Order', 'User']) assert.ok(functions.includes(name), `${name} among ${functions}`);
  });
}

function own(modules: RunningModules['modules']): Files {
  const kept = Object.entries(modules).map(([file, { variables }]) => [file, variables] as const);
  return onlyRead(Object.fromEntries(kept.filter(([, variables]) => Object.keys(variables).length > 0)));
}

/** Without what only the file's own top level uses in some bundles: it is in no function's scope. */
function onlyRead(files: Files): Files {
  const isRead = ([name]: [string, string]) => name !== 'addOrder' && name !== 'greet';
  return Object.fromEntries(
    Object.entries(files).map(([file, names]) => [file, Object.fromEntries(Object.entries(names).filter(isRead))]),
  );
}
