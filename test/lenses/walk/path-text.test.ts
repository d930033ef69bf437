import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathText } from '#src/lenses/walk/path-text.js';

const names = {
  moduleOf: (id: string) =>
    ({
      '1': { url: 'file:///app/service.mjs', name: 'service.mjs', isMain: true },
      '2': { url: 'file:///app/routes/users.js', name: 'routes/users.js', isMain: false },
      '3': {
        url: 'file:///app/node_modules/express-session/index.js',
        name: 'express-session/index.js',
        isMain: false,
      },
      '4': { url: 'file:///app/node_modules/express-session/m.js', name: 'express-session/m.js', isMain: false },
    })[id] ?? null,
};
type Step = Parameters<typeof pathText>[0][number];
const step = (how: Step['how'], key: string, more: Partial<Step> = {}): Step => {
  return { how, key, keyType: 'string', type: 'Object', scope: null, ...more };
};
const variable = (key: string, scriptId: string, isModule = true, name = '') =>
  step('variable', key, { scope: { scriptId, name, isModule, ask: 0, entry: 0, line: 0, column: 0 } });

test('paths are written as one would evaluate them, as far as one can', () => {
  const text = (...steps: Step[]) => pathText(steps, names).path;
  assert.equal(text(variable('cache', '1')), 'main.cache');
  assert.equal(text(variable('cache', '2'), step('property', 'by-id')), 'routes/users.js: cache["by-id"]');
  assert.equal(text(variable('a', '1'), step('value', 'x'), step('index', '3')), 'main.a.get("x")[3]');
  assert.equal(text(variable('a', '1'), step('value', '7', { keyType: 'number' })), 'main.a.get(7)');
  assert.equal(text(variable('a', '1'), step('internal', '#secret')), 'main.a.#secret');
  assert.equal(text(step('root', 'globalThis'), step('property', 'cache')), 'globalThis.cache');
  const events = [step('property', '_events'), step('property', 'change')];
  assert.equal(text(variable('bus', '1'), ...events), 'main.bus.listeners("change")');
});

test('what only a closure reaches begins at its function, or at the class that holds it', () => {
  const steps = [variable('app', '1'), variable('store', '3', false, 'session'), step('property', 'sessions')];
  const before = [steps[0], { ...steps[1], type: 'MemoryStore' }, steps[2]];
  assert.deepEqual(pathText(before, names), {
    path: 'express-session/index.js: session › store.sessions',
    module: 'file:///app/node_modules/express-session/index.js',
  });
  assert.equal(pathText(before, names, '4').path, 'express-session/m.js: MemoryStore.sessions');
});
