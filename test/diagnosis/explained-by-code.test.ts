import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeCourse } from '#src/diagnosis/course.js';
import { withoutExplained } from '#src/diagnosis/explained-by-code.js';
import type { Suspect } from '#src/diagnosis/suspect.js';

import type { SourceFunction } from '#src/profile/source-function.js';

const FILE = 'file:///app/sessions.js';

function functionThat(
  name: string,
  mentions: string[],
  isRepeated = false,
  around: SourceFunction | null = null,
  limits: SourceFunction['limits'] = [],
): SourceFunction {
  const place = { url: FILE, line: 13, column: 1 };
  const rest = { makes: [], limits, asked: new Set<string>(), isRepeated, around, calls: [] };
  return { name, place, location: 'sessions.js:13', mentions: new Set(mentions), ...rest };
}

function sessionsWith(...numbers: number[]): Suspect {
  const course = { numbers, at: numbers.map((_, look) => look * 1000) };
  return {
    collection: {
      what: {
        path: 'main.store.#sessions',
        kind: 'Map',
        module: FILE,
        entries: numbers.at(-1)!,
        length: null,
        keyRange: null,
        holds: ['Session'],
      },
      course,
      judgement: judgeCourse(course),
    },
    types: [],
    heap: null,
    names: ['store', '#sessions'],
    module: FILE,
    alike: [],
  };
}

const SESSIONS = sessionsWith(10, 20, 30, 40, 50, 60);

function explain(suspect: Suspect, ...functions: SourceFunction[]) {
  const { suspicion, explained } = withoutExplained({ suspects: [suspect], remarks: [] }, functions);
  assert.equal(suspicion.suspects.length + explained.length, 1);
  assert.equal(suspicion.remarks.length, explained.length);
  return suspicion.remarks[0] ?? null;
}

const SWEEP = functionThat('sweep', ['sessions', 'delete', 'expires'], true);
const PRUNE = functionThat('prune', ['sessions', 'delete', 'maxAge']);
const EACH = functionThat('', ['sessions', 'forEach'], true);

for (const [what, functions, isSwept] of [
  ['that a timer takes out when they have expired', [SWEEP], true],
  ['that a function takes out which a timer calls', [functionThat('', ['prune'], true), PRUNE], true],
  [
    'that a function within that of the timer takes out',
    [EACH, functionThat('', ['delete', 'ttl'], false, EACH)],
    true,
  ],
  ['that expire, and that a request takes out', [PRUNE], false],
  ['beside others, which a timer takes out', [functionThat('', ['guests', 'delete', 'expires'], true)], false],
  ['that do not expire, of which a timer takes out some', [functionThat('', ['sessions', 'delete'], true)], false],
  ['that a timer throttles', [functionThat('', ['sessions', 'delete', 'throttle'], true)], false],
  ['whose time to live a timer heeds', [functionThat('', ['sessions', 'delete', 'SESSION_TTL'], true)], true],
] as const) {
  test(`entries ${what} are ${isSwept ? 'no' : 'a'} finding`, () => {
    const said =
      'main.store.#sessions is swept by a timer (sessions.js:13), which takes out what has expired: look for longer ' +
      'than its entries live; if it still grows then, the sweep fails';
    assert.equal(explain(SESSIONS, ...functions), isSwept ? said : null);
  });
}

/** Compares the sizes of some collections with limits. */
const limiting = (...limits: SourceFunction['limits']) => functionThat('add', [], false, null, limits);

for (const [what, add, isLimited] of [
  ['a limit that it has not passed', limiting({ of: 'sessions', limit: 100 }), true],
  ['a limit that it has come to', limiting({ of: 'sessions', limit: 60 }), true],
  ['a limit that it has passed', limiting({ of: 'sessions', limit: 50 }), false],
  ['no limit, beside another', limiting({ of: 'guests', limit: 100 }), false],
] as const) {
  test(`a collection with ${what} is ${isLimited ? 'no' : 'a'} finding`, () => {
    const limit = add.limits[0].limit;
    const said = `main.store.#sessions has come to 60, of a limit of ${limit} (sessions.js:13), as a pool does`;
    assert.equal(explain(SESSIONS, add), isLimited ? said : null);
  });
}

test('what Node has for each entry is explained with them, and no other', () => {
  const listOf = (path: string, ...numbers: number[]): Suspect => {
    const { collection, ...suspect } = sessionsWith(...numbers);
    return { ...suspect, collection: { ...collection!, what: { ...collection!.what, path } }, names: [] };
  };
  const threads = listOf('open handles: thread', 18, 22, 26, 29, 34, 38);
  const listeners = listOf('process.stdout.listeners("close")', 12, 22, 32, 42, 52, 62);
  const sockets = listOf('open handles: Socket', 10, 40, 50, 60, 90, 99);
  const others = listOf('main.others', 12, 22, 32, 42, 52, 62);
  const workers = sessionsWith(9, 11, 13, 15, 17, 19);
  const limit = limiting({ of: 'sessions', limit: 100 });
  const left = (...suspects: Suspect[]) => withoutExplained({ suspects, remarks: [] }, [limit]).suspicion.suspects;
  assert.deepEqual(left(workers, threads), []);
  assert.deepEqual(left(SESSIONS, listeners, sockets, others), [sockets, others]);
});

const ASK = { ...functionThat('find', ['sessions', 'get', 'set']), asked: new Set(['sessions']) };
const ADD = functionThat('add', ['sessions', 'set']);

for (const [what, numbers, functions, isCache] of [
  ['that is asked first, and grows slower, as by chance', [111, 132, 148, 168, 182, 200], [ASK], false],
  ['that is asked first, and grows slower', [119, 141, 163, 181, 197, 215], [ASK], true],
  ['that is asked first, and grows as fast', [119, 139, 162, 181, 200, 222], [ASK], false],
  ['that is not asked, and grows slower', [119, 141, 163, 181, 197, 215], [ADD], false],
] as const) {
  test(`a Map ${what} is ${isCache ? 'no' : 'a'} finding`, () => {
    const suspect = sessionsWith(...numbers);
    assert.equal(suspect.collection?.judgement.tendency, 'steady');
    const said =
      'main.store.#sessions gained 96, not with each request, and is asked first (sessions.js:13): ' +
      'it may be a cache that fills';
    assert.equal(explain(suspect, ...functions), isCache ? said : null);
  });
}

test('a Map whose entries were counted to come regularly is no cache, however a slow walk saw it', () => {
  const suspect = sessionsWith(119, 141, 163, 181, 197, 215);
  const course = { numbers: [100, 120, 140, 160, 180, 200], at: [0, 1000, 2000, 3000, 4000, 5000] };
  const what = { name: 'Session', place: null, origin: 'own', count: 200 } as const;
  const counted = { ...suspect, types: [{ what, course, judgement: judgeCourse(course) }] };
  assert.equal(explain(counted, ASK), null);
  assert.notEqual(explain(suspect, ASK), null);
});
