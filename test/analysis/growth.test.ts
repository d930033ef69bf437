import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GrowthSeries } from '#src/analysis/growth.js';
import { addType, selectTypes, type TypeCount, type TypeCounts, typeKey } from '#src/analysis/type-counts.js';
import { originOf } from '#src/places/origin.js';

const OWN = 'file:///srv/app/service.js';
const PACKAGE = '/srv/app/node_modules/p-map/index.js';

function type(name: string, script: string | null, count: number): TypeCount {
  return { name, place: script === null ? null : { url: script, line: 1, column: 1 }, count };
}

function countsOf(...types: TypeCount[]): TypeCounts {
  const total = types.reduce((sum, { count }) => sum + count, 0);
  return { takenAt: new Date(0).toISOString(), total, types: new Map(types.map((each) => [typeKey(each), each])) };
}

const namesOf = (types: readonly { readonly name: string }[]) => types.map(({ name }) => name);

test("what has grown: the service's own types, then packages', then Node's and V8's, and what these bring last", () => {
  const series = new GrowthSeries(countsOf(type('Object', null, 5), type('Queue', PACKAGE, 5)));
  const { types } = series.next(
    countsOf(
      type('Object', null, 9000),
      type('Timeout', 'node:internal/timers', 800),
      type('Socket', 'node:net', 2),
      type('Queue', PACKAGE, 700),
      type('Task', PACKAGE, 2),
      type('User', OWN, 3),
      type('Order', OWN, 300),
    ),
  );
  assert.deepEqual(namesOf(types), ['Order', 'User', 'Queue', 'Task', 'Timeout', 'Object', 'Socket']);
  assert.deepEqual([...new Set(types.map(({ place }) => originOf(place?.url ?? null)))], ['own', 'package', 'builtin']);
});

test('plain objects, arrays and functions come after what they may belong to', () => {
  const growthOf = (formats: number) => {
    const series = new GrowthSeries(countsOf());
    const counts = [type('Function', null, 600), type('Array (empty)', null, 9), type('DateTimeFormat', null, formats)];
    return namesOf(series.next(countsOf(...counts)).types);
  };
  assert.deepEqual(growthOf(300), ['DateTimeFormat', 'Function', 'Array (empty)']);
  assert.deepEqual(growthOf(100), ['Function', 'DateTimeFormat', 'Array (empty)']);
});

test('a class of a file that is imported again, under another query, is one class', () => {
  const series = new GrowthSeries(countsOf(type('Rule', `${OWN}?v=1`, 1)));
  const counts = new Map<string, TypeCount>();
  for (let version = 1; version < 4; version++) addType(counts, type('Rule', `${OWN}?v=${version}`, 1));
  const { types } = series.next({ takenAt: new Date(1).toISOString(), total: 3, types: counts });
  assert.deepEqual(
    types.map(({ name, delta }) => [name, delta]),
    [['Rule', 2]],
  );
});

test('what holds objects that have grown comes before these, unless it has hardly grown itself', () => {
  const before = ['Channel', 'Picker', 'Cache', 'Entry'].map((name) => type(name, PACKAGE, 1));
  const key = (name: string) => typeKey(type(name, PACKAGE, 1));
  const now = [
    type('Picker', PACKAGE, 601),
    { ...type('Channel', PACKAGE, 301), refersTo: [key('Picker')] },
    type('Entry', PACKAGE, 9001),
    { ...type('Cache', PACKAGE, 2), refersTo: [key('Entry')] },
  ];
  const { types } = new GrowthSeries(countsOf(...before)).next(countsOf(...now));
  assert.deepEqual(namesOf(types), ['Entry', 'Channel', 'Cache', 'Picker']);
});

test('where rows are few, the greatest types are among them, in their order', () => {
  const ordered = [5, 4, 3, 2, 1, 90, 80].map((count) => type(`T${count}`, null, count));
  const select = (most: number) => namesOf(selectTypes(ordered, most, ({ count }) => count));
  assert.deepEqual(select(3), ['T5', 'T4', 'T90']);
  assert.deepEqual(select(6), ['T5', 'T4', 'T3', 'T2', 'T90', 'T80']);
  assert.deepEqual(select(7), namesOf(ordered));
  assert.deepEqual(select(1), ['T5']);
});

test('growth that came and went is told from growth that stays', () => {
  const [user, job] = [(count: number) => type('User', OWN, count), (count: number) => type('Job', OWN, count)];
  const series = new GrowthSeries(countsOf(user(1), job(1)));
  series.next(countsOf(user(10), job(500)));
  series.next(countsOf(user(20), job(5)));
  const { types } = series.next(countsOf(user(30), job(400)));
  assert.deepEqual(
    types.map(({ name, delta, always, shrank }) => [name, delta, always, shrank]),
    [
      ['User', 10, true, false],
      ['Job', 395, false, true],
    ],
  );
});

test('what may be an error of an estimate is no growth', () => {
  const estimate = (count: number) => ({ ...type('{id}', null, count), oneOf: 4 });
  const grown = (from: number, to: number) => new GrowthSeries(countsOf(estimate(from))).next(countsOf(estimate(to)));
  assert.deepEqual(namesOf(grown(100_000, 101_000).types), []);
  assert.deepEqual(namesOf(grown(100_000, 110_000).types), ['{id}']);
});
