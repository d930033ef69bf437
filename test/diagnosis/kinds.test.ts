import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type KindEvidence, kindOf } from '#src/diagnosis/kinds.js';

const A_MAP: KindEvidence = {
  path: 'main.cache',
  holderKind: 'Map',
  gathered: null,
  classes: [],
  ownClasses: new Set(),
  along: [],
  isChainOfCalls: false,
  keeps: null,
  keys: null,
  package: null,
};

for (const [name, kind] of [
  ['Document', 'contexts'],
  ['OrderSchema', 'compiled code'],
  ['Template', 'compiled code'],
  ['Worker', 'worker'],
  ['Module', 'modules'],
] as const) {
  test(`${name} of a package or Node's is ${kind}; a class of the service's own may be called so`, () => {
    const evidence = { ...A_MAP, classes: [name], along: [name] };
    assert.equal(kindOf(evidence).kind, kind);
    assert.equal(kindOf({ ...evidence, ownClasses: new Set([name]) }).kind, 'collection');
  });
}

test('a Map from timers is no cache by identity', () => {
  assert.equal(kindOf({ ...A_MAP, keys: 'timer' }).kind, 'timer');
  assert.equal(kindOf({ ...A_MAP, keys: 'object' }).kind, 'identity cache');
});

test('observers are told by their class, whatever package has made them', () => {
  const evidence = { ...A_MAP, classes: ['Gauge', 'PerformanceObserver'], package: 'prom-client@14.2.0' };
  assert.equal(kindOf(evidence).kind, 'observers');
});

test('functions that gather are closures, those that hang on what gathers are not its kind', () => {
  const functions = 'function in a.js:3';
  assert.equal(kindOf({ ...A_MAP, gathered: functions, classes: [functions] }).kind, 'closures');
  assert.equal(kindOf({ ...A_MAP, holderKind: 'Object', isChainOfCalls: true }).kind, 'closures');
  assert.equal(kindOf({ ...A_MAP, gathered: 'Room', classes: ['Room', functions] }).kind, 'collection');
});

test('promises by a key are a cache, unless what waits for them is what gathers', () => {
  const evidence = { ...A_MAP, classes: ['Promise'] };
  assert.equal(kindOf({ ...evidence, keys: 'counting' }).kind, 'request cache');
  assert.equal(kindOf(evidence).kind, 'collection');
  assert.equal(kindOf({ ...evidence, holderKind: 'Set' }).kind, 'promises');
  assert.equal(kindOf({ ...evidence, along: ['Promise', 'PromiseReaction'] }).kind, 'promises');
});
