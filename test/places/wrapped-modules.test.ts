import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { findModules } from '#src/places/find-modules.js';
import { MappedScript } from '#src/places/mapped-script.js';
import { fixture } from '../helpers/target.js';

/** The modules of a script without map: the end of their URLs, and what they declare that V8 keeps. */
function modulesOf(text: string, isModule = false): Record<string, string[]> {
  const script = new MappedScript({ url: 'file:///app/main.js', isModule, text, map: null });
  return Object.fromEntries(
    findModules(script).map(({ url, variables }) => [
      url.replace('file:///app/', ''),
      variables.filter(({ isKept }) => isKept).map(({ name }) => name),
    ]),
  );
}

test('a script as it stands is one module', () => {
  assert.deepEqual(modulesOf('const a = 1, b = 2; exports.f = () => a;'), { 'main.js': ['a'] });
  assert.deepEqual(modulesOf('import x from "x"; const a = 1; export const b = 2; function f() { a }', true), {
    'main.js': ['x', 'a', 'b'],
  });
});

test('a single function around everything is looked through', () => {
  for (const text of [
    '(() => { const a = 1; exports.f = () => a; })();',
    '"use strict"; !function () { var a = 1; exports.f = () => a; }();',
    '__filename = "x"; (() => { (function () { const a = 1; exports.f = () => a; }).call(this) })()',
  ]) {
    assert.deepEqual(modulesOf(text), { 'main.js': ['a'] }, text);
  }
});

test('beside variables of its own, a function that is called is no module', () => {
  assert.deepEqual(modulesOf('const own = 1; (() => { const a = own; exports.f = () => a; })();'), {
    'main.js': ['own'],
  });
});

test("the functions of webpack's table are modules, by their keys", () => {
  const table = `849: (m) => { const a = 1; m.exports = () => a; }, 123(m, e, r) { "use strict"; r.r(e); let b = 2; e.f = () => b; }`;
  const chunk = `exports.modules = { ${table} };`;
  assert.deepEqual(modulesOf(chunk), { 'main.js#849': ['a'], 'main.js#123': ['b'] });
  const runtime = `(() => { var t = { ${table} }; function r(n) { return t[n](r); } (() => { const own = r(849); exports.f = () => own; })(); })();`;
  assert.deepEqual(modulesOf(runtime), { 'main.js': ['t', 'r', 'own'], 'main.js#849': ['a'], 'main.js#123': ['b'] });
});

test('handlers by path or status in a program are no modules', () => {
  const text =
    'exports.routes = { 200: (r) => { const a = 1; return () => a; }, "/users": (r) => { let b; return () => b; } };';
  assert.deepEqual(modulesOf(text), {});
});

test('development bundles without their maps', () => {
  const read = (file: string) => readFileSync(fixture(`bundles/out/${file}`), 'utf8');
  const { 'main.js': _, ...webpack } = modulesOf(read('webpack-development.cjs'));
  assert.deepEqual(webpack, {
    'main.js#./src/orders.ts': ['Order', 'openOrders', 'cache', 'addOrder'],
    'main.js#./src/users.ts': ['User', 'cache', 'greet'],
    'main.js#./src/legacy.cjs': ['cache', 'limits'],
  });
  assert.deepEqual(modulesOf(read('esbuild.cjs'))['main.js#src/legacy.cjs'], ['cache3', 'limits']);
});
