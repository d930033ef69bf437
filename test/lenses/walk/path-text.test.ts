import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collectionText, pathText } from '#src/lenses/walk/path-text.js';

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
  assert.equal(text(variable('a', '1'), step('value', 'x'.repeat(200))), `main.a.get("${'x'.repeat(99)}…")`);
  assert.equal(text(step('root', 'globalThis'), step('property', 'cache')), 'globalThis.cache');
  const ofClass = (scriptId: string) => step('prototype', 'Order', { typeFrom: { scriptId, line: 4, column: 2 } });
  assert.equal(text(ofClass('2'), step('property', 'seen')), 'routes/users.js: Order.prototype.seen');
  assert.equal(text(step('prototype', 'Array'), step('property', 'seen')), 'Array.prototype.seen');
  const events = [step('property', '_events'), step('property', 'change')];
  assert.equal(text(variable('bus', '1'), ...events), 'main.bus.listeners("change")');
});

test('a path through closures keeps its beginning', () => {
  const listener = [step('property', '_events'), step('property', 'tick'), step('index', '59')];
  const conn = variable('conn', '1', false, 'subscribe');
  assert.equal(
    pathText([variable('bus', '1'), ...listener, conn], names).path,
    'main.bus.listeners("tick")[59] › conn',
  );
  assert.equal(pathText([conn, step('property', 'id')], names).path, 'service.mjs: subscribe › conn.id');
  // A function of a module, by which that is entered, is no step of a path.
  const entered = step('root', '', { type: null });
  assert.equal(pathText([entered, conn, step('property', 'id')], names).path, 'service.mjs: subscribe › conn.id');
});

test('what hangs on a timer begins at it, not at the timers before it in Node’s list', () => {
  const link = step('property', '_idlePrev', { type: 'Timeout' });
  const list = [variable('timerListMap', '9'), step('property', '60000'), link, link, link];
  const client = variable('client', '2', false, 'poll');
  const path = [...list, step('property', '_onTimeout', { type: 'Function' }), client];
  assert.equal(pathText(path, names).path, 'open handles: Timeout._onTimeout › client');
  assert.equal(pathText(list, names).path, 'open handles: Timeout');
});

test('what is in a set or a key of a map is written as one would get it', () => {
  assert.equal(pathText([variable('peers', '1'), step('member', '5')], names).path, '[...main.peers][5]');
  const key = [step('key', '2'), step('property', 'id')];
  assert.equal(pathText([variable('byPeer', '1'), ...key], names).path, '[...main.byPeer.keys()][2].id');
});

test('a linked list is not written link by link, and a gap in a long path is shown', () => {
  const links = Array.from({ length: 30 }, () => step('property', 'next'));
  const path = [variable('head', '1'), ...links, step('property', 'value')];
  assert.equal(pathText(path, names).path, 'main.head.next.next.next….value');
  assert.equal(pathText([variable('a', '1'), step('gap', ''), step('property', 'b')], names).path, 'main.a … .b');
});

test('listeners of an EventTarget are named as those of an emitter', () => {
  const events = [step('property', 'kEvents', { keyType: 'symbol' }), step('value', 'abort')];
  const path = [variable('shutdown', '1'), step('property', 'signal'), ...events];
  assert.equal(pathText(path, names).path, 'main.shutdown.signal.listeners("abort")');
});

test('a collection that only a closure reaches begins at its function, or at the class that holds it', () => {
  const steps = [variable('app', '1'), variable('store', '3', false, 'session'), step('property', 'sessions')];
  const before = [steps[0], { ...steps[1], type: 'MemoryStore' }, steps[2]];
  assert.deepEqual(collectionText(before, names, null), {
    path: 'express-session/index.js: session › store.sessions',
    module: 'file:///app/node_modules/express-session/index.js',
  });
  const module = names.moduleOf('4')!;
  assert.equal(
    collectionText(before, names, { name: 'MemoryStore', module }).path,
    'express-session/m.js: MemoryStore.sessions',
  );
});

test('a package’s object in a variable of the service’s own is named by that, if it is near', () => {
  const module = names.moduleOf('4')!;
  const steps = [step('root', ''), variable('store', '1', false, 'start'), step('property', 'sessions')];
  const pathOf = (end: Step[]) => collectionText([...steps, ...end], names, { name: 'MemoryStore', module }).path;
  assert.equal(pathOf([]), 'service.mjs: start › store.sessions');
  assert.equal(pathOf([step('property', 'byUser'), step('property', 'all')]), 'express-session/m.js: MemoryStore.all');
});

test('events of what is no emitter are those of a property', () => {
  const events = step('property', '_events', { isOfNoEmitter: true });
  assert.equal(
    pathText([variable('model', '1'), events, step('property', 'change')], names).path,
    'main.model._events.change',
  );
});
