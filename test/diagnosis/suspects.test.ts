import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Heap } from '#src/analysis/heap.js';
import { conclude, withoutKnown } from '#src/diagnosis/conclude.js';
import { judgeCourse } from '#src/diagnosis/course.js';
import { describeFinding } from '#src/diagnosis/describe-finding.js';
import { withoutAlike } from '#src/diagnosis/fold-suspects.js';
import { grownTypes } from '#src/diagnosis/grown.js';
import type { HeapHolder } from '#src/diagnosis/heap-holders.js';
import type { Look, SeenCollection, SeenType } from '#src/diagnosis/look.js';
import { calledByTimer } from '#src/diagnosis/suspect.js';
import { findSuspects } from '#src/diagnosis/suspects.js';
import { trendOf } from '#src/diagnosis/trend.js';
import { analyse } from '#src/heap/analyse.js';
import type { Origin } from '#src/places/origin.js';
import { shortFile } from '#src/places/shorten.js';
import { describeSuspects } from '#src/subjects/describe-suspects.js';
import { SnapshotBuilder } from '../helpers/snapshot-builder.js';

const MINUTE = 60_000;

interface Seen {
  readonly collections?: readonly (Omit<SeenCollection, 'entries' | 'module' | 'length' | 'keyRange'> & {
    readonly course: readonly number[];
    readonly length?: number;
    /** At each look. */
    readonly keyRanges?: readonly SeenCollection['keyRange'][];
  })[];
  readonly types?: readonly (Pick<SeenType, 'name' | 'origin'> & { readonly course: readonly number[] })[];
  readonly live?: readonly number[];
}

/** Looks a minute apart. */
function looksAt({ collections = [], types = [], live }: Seen): Look[] {
  return Array.from({ length: 6 }, (_, look) => ({
    at: new Date(look * MINUTE).toISOString(),
    collections: new Map(
      collections.map(({ course, length = null, keyRanges = [], ...seen }, id) => [
        id,
        { ...seen, length, keyRange: keyRanges[look] ?? null, module: '/app/users.js', entries: course[look] },
      ]),
    ),
    types: new Map(types.map(({ course, ...seen }) => [seen.name, { ...seen, place: null, count: course[look] }])),
    vitals: null,
    liveBytes: live?.[look] ?? null,
  }));
}

const STEADY = [10, 20, 30, 40, 50, 60];
const CACHE = { path: 'main.cache', kind: 'Map', holds: ['User'] };
const NO_FACTS = {
  place: null,
  package: null,
  ownClasses: new Set<string>(),
  sites: [],
  heapBytes: null,
  trend: trendOf([], null),
  nameFile: shortFile,
};

/** users.js's heap: `cache`, a Map, holds 60 users of 1 kB. */
function heapWithUsers(): Heap {
  const builder = new SnapshotBuilder();
  const global = builder.object('global');
  const cache = builder.object('Map');
  const table = builder.node('', { type: 'array', selfSize: 100 });
  builder.edge(0, global, 'global', 'shortcut').edge(global, cache, 'cache').edge(cache, table, 'table', 'internal');
  for (let n = 0; n < 60; n++) builder.edge(table, builder.object('User', { selfSize: 1000 }), `${n}`, 'internal');
  return new Heap(analyse(builder.graph()));
}

test('a text that V8 keeps, too, has its length, though it alone retains nothing', () => {
  const builder = new SnapshotBuilder();
  const [global, cons] = [builder.object('global'), builder.node('ab', { type: 'concatenated string', selfSize: 32 })];
  const flat = builder.node('ab', { type: 'string', selfSize: 2_000_000 });
  builder.edge(0, global, 'global', 'shortcut').edge(global, cons, 'log').edge(cons, flat, 'first', 'internal');
  builder.edge(0, flat, 'last match', 'internal');
  const course = [1e6, 1.2e6, 1.4e6, 1.6e6, 1.8e6, 2e6];
  const log = { path: 'main.log', kind: 'string', holds: ['characters'], course };
  const { suspects } = findSuspects(looksAt({ collections: [log] }), new Heap(analyse(builder.graph())));
  const { retainedBytes, bytesPerHour } = describeFinding(suspects[0], NO_FACTS);
  assert.deepEqual({ retainedBytes, bytesPerHour }, { retainedBytes: 2e6, bytesPerHour: 12e6 });
});

test('a collection that grows at every look is a finding, and says in a sentence what was seen', () => {
  const looks = looksAt({
    collections: [{ ...CACHE, course: STEADY }],
    types: [{ name: 'User', origin: 'own', course: STEADY }],
  });
  const { suspects, remarks } = findSuspects(looks, null);
  assert.equal(suspects.length, 1);
  assert.deepEqual(remarks, []);
  const place = { url: 'file:///app/users.js', line: 8, column: 7 };
  const finding = describeFinding(suspects[0], { ...NO_FACTS, place });
  assert.equal(
    finding.sentence,
    'main.cache (Map) in users.js:8 gained 10 User a minute at every look (5 of 5) and lost none.',
  );
  assert.equal(finding.kind, 'collection');
  assert.equal(finding.confidence, 'high');
  assert.deepEqual(finding.course, STEADY);
});

test('what gathers is what the collection has, not what hangs on that; functions are told as such', () => {
  const told = (holds: string[], types: string[]) => {
    const looks = looksAt({
      collections: [{ ...CACHE, holds, course: STEADY }],
      types: types.map((name) => ({ name, origin: 'builtin' as const, course: STEADY })),
    });
    const [suspect] = findSuspects(looks, null).suspects;
    const finding = describeFinding({ ...suspect, types: grownTypes(looks) }, NO_FACTS);
    return finding.sentence.replace(/ a minute.*/, '');
  };
  const shape = '{id, bornAt}';
  assert.equal(told(['Object'], ['Date', shape]), `main.cache (Map) in users.js gained 10 ${shape}`);
  assert.equal(
    told(['function'], ['function in users.js:9']),
    'main.cache (Map) in users.js gained 10 functions in users.js:9',
  );
  assert.equal(told(['string'], []), 'main.cache (Map) in users.js gained 10 strings');
});

test('a snapshot adds the path, what is held, and how fast that grows', () => {
  const looks = looksAt({
    types: [{ name: 'User', origin: 'own', course: STEADY }],
    live: STEADY.map((n) => 1e6 + n * 1000),
  });
  const heap = heapWithUsers();
  const [suspect] = findSuspects(looks, heap).suspects;
  const trend = trendOf(looks, 2e6);
  const finding = describeFinding(suspect, { ...NO_FACTS, heapBytes: heap.totalBytes, trend });
  assert.equal(finding.holder?.path, 'globalThis.cache');
  assert.equal(finding.holder?.kind, 'Map');
  assert.equal(finding.path?.suspect, 1, 'the edge into the entries');
  assert.equal(finding.bytesPerHour, 600_000);
  assert.match(finding.sentence, /10 User a minute at every look \(5 of 5\) and lost none; it holds 100% of the heap/);
  assert.match(finding.sentence, /, \+600 kB\/h; the heap limit is reached in 1 h 34 min\.$/);
});

test('a collection that the snapshot has by another path is no second finding', () => {
  const looks = looksAt({
    collections: [{ path: 'users.js: registry.get("users").all', kind: 'Map', holds: ['Object'], course: STEADY }],
    types: [{ name: 'User', origin: 'own', course: STEADY }],
  });
  const { suspects } = findSuspects(looks, heapWithUsers());
  assert.deepEqual(
    suspects.map(({ heap, alike }) => [heap?.text, alike]),
    [['globalThis.cache', ['users.js: registry.get("users").all']]],
  );
});

test('what grows by one rate as the program works is one thing, though a busy look counts it late', () => {
  const looks = looksAt({
    collections: [{ path: 'users.js: registry.get("users").all', kind: 'Map', holds: ['Object'], course: STEADY }],
    types: [{ name: 'User', origin: 'own', course: [20, 32, 45, 58, 70, 81] }],
  }).map((look, n) => ({
    ...look,
    collectionsAt: { at: look.at, activity: 1000 + 1000 * n },
    typesAt: { at: look.at, activity: 1500 + 1250 * n },
  }));
  assert.equal(findSuspects(looks, heapWithUsers()).suspects.length, 1);
  const without = looks.map(({ collectionsAt: _, typesAt: __, ...look }) => look);
  assert.equal(findSuspects(without, heapWithUsers()).suspects.length, 2, 'by time alone');
});

test('a collection of the program stands for the timers that come with its entries', () => {
  const looks = looksAt({
    collections: [
      { path: 'open handles: Timeout', kind: 'handles', holds: ['function in store.js:3'], course: STEADY },
      { path: 'main.store.data', kind: 'Object', holds: ['Object'], course: STEADY },
    ],
  });
  const { suspects } = findSuspects(looks, null);
  assert.deepEqual(
    suspects.map(({ names, alike }) => [names.join('.'), alike]),
    [['store.data', ['open handles: Timeout']]],
  );
});

test('sockets that hang on what gathers are not its kind', () => {
  const looks = looksAt({
    collections: [{ ...CACHE, course: STEADY }],
    types: [
      { name: 'User', origin: 'own', course: STEADY },
      { name: 'Socket', origin: 'builtin', course: STEADY },
    ],
  });
  const [suspect] = findSuspects(looks, null).suspects;
  const types = [...suspect.types, { ...suspect.types[0], what: { ...suspect.types[0].what, name: 'Socket' } }];
  types[1] = { ...types[1], what: { ...types[1].what, origin: 'builtin' } };
  assert.equal(describeFinding({ ...suspect, types }, NO_FACTS).kind, 'collection');
});

test('where a class of the program gathers, what is called as one of Node’s and hangs on it is not its kind', () => {
  const types = ['Manager', 'Socket'].map((name) => ({ name, origin: 'package' as const, course: STEADY }));
  const looks = looksAt({ collections: [{ ...CACHE, holds: ['Manager'], course: STEADY }], types });
  const [suspect] = findSuspects(looks, null).suspects;
  assert.equal(describeFinding({ ...suspect, types: grownTypes(looks) }, NO_FACTS).kind, 'collection');
});

test('what others hold as well gathers with its whole size', () => {
  const builder = new SnapshotBuilder();
  const [global, docs, timers] = ['global', 'Map', 'Array'].map((name) => builder.object(name));
  const table = builder.node('', { type: 'array' });
  builder.edge(0, global, 'global', 'shortcut').edge(global, docs, 'docs').edge(docs, table, 'table', 'internal');
  builder.edge(global, timers, 'timers');
  for (let n = 0; n < 60; n++) {
    const doc = builder.object('Doc', { selfSize: 1000 });
    const timer = builder.object('Timer');
    builder.edge(table, doc, `${n}`, 'internal').edge(timers, timer, n, 'element').edge(timer, doc, 'doc');
  }
  const looks = looksAt({
    collections: [{ path: 'globalThis.docs', kind: 'Map', holds: ['Doc'], course: STEADY }],
    types: [{ name: 'Doc', origin: 'own', course: STEADY }],
  });
  const [suspect] = findSuspects(looks, new Heap(analyse(builder.graph()))).suspects;
  const { holder, retainedBytes, bytesPerHour } = describeFinding(suspect, NO_FACTS);
  assert.deepEqual([holder?.path, retainedBytes, bytesPerHour], ['globalThis.docs', 60_000, 600_000]);
});

test('what a WeakMap holds by a key is told with the WeakMap', () => {
  const builder = new SnapshotBuilder();
  const [global, key, cache, pages] = ['global', 'Catalogue', 'WeakMap', 'Map'].map((name) => builder.object(name));
  const [entries, table] = ['', ''].map((name) => builder.node(name, { type: 'array' }));
  const id = (node: number) => builder.graph().nodeId[node];
  builder.edge(0, global, 'global', 'shortcut').edge(global, key, 'catalogue').edge(global, cache, 'selected');
  builder.edge(cache, entries, 'table', 'internal').edge(pages, table, 'table', 'internal');
  const pair = `key (Catalogue @${id(key)}) -> value (Map @${id(pages)}) pair in WeakMap (table @${id(entries)})`;
  const entry = `/ part of ${pair}`;
  for (const from of [key, entries]) builder.edge(from, pages, `1 ${entry}`, 'internal');
  for (let n = 0; n < 60; n++) builder.edge(table, builder.object('Page'), `${n}`, 'internal');
  const looks = looksAt({ types: [{ name: 'Page', origin: 'own', course: STEADY }] });
  const [suspect] = findSuspects(looks, new Heap(analyse(builder.graph()))).suspects;
  const { evidence } = describeFinding(suspect, NO_FACTS);
  assert.ok(
    evidence.includes('held by an entry of the WeakMap globalThis.selected, whose key is globalThis.catalogue'),
    evidence.join('\n'),
  );
});

test('a collection keeps its name where only another variable leads to it in the snapshot', () => {
  const builder = new SnapshotBuilder();
  const [global, bundled, jobs] = ['global', 'Object', 'Map'].map((name) => builder.object(name));
  const table = builder.node('', { type: 'array' });
  builder.edge(0, global, 'global', 'shortcut').edge(global, bundled, 'kp').edge(bundled, jobs, 'scheduledJobs');
  builder.edge(jobs, table, 'table', 'internal');
  for (let n = 0; n < 60; n++) builder.edge(table, builder.object('Job', { selfSize: 1000 }), `${n}`, 'internal');
  const looks = looksAt({
    collections: [{ path: 'users.js: scheduledJobs', kind: 'Map', holds: ['Job'], course: STEADY }],
    types: [{ name: 'Job', origin: 'own', course: STEADY }],
  });
  const { suspects } = findSuspects(looks, new Heap(analyse(builder.graph())));
  const [{ holder, retainedBytes }, ...others] = suspects.map((suspect) => describeFinding(suspect, NO_FACTS));
  assert.deepEqual([holder?.path, retainedBytes, others], ['users.js: scheduledJobs', 60_016, []]);
});

test('what hangs on the links of a list is one finding with it, whichever link an example hangs on', () => {
  const builder = new SnapshotBuilder();
  const global = builder.object('global');
  builder.edge(0, global, 'global', 'shortcut');
  const readers = Array.from({ length: 60 }, () => builder.object('Reader'));
  let last = global;
  for (let n = 0; n < 60; n++) {
    const [link, effect] = ['Object', 'Effect'].map((name) => builder.object(name));
    builder
      .edge(last, link, 'next')
      .edge(link, effect, 'target')
      .edge(effect, readers[59 - n], 'reader');
    last = link;
  }
  const types = ['Effect', 'Reader'].map((name) => ({ name, origin: 'own' as const, course: STEADY }));
  const { suspects } = findSuspects(looksAt({ types }), new Heap(analyse(builder.graph())));
  assert.deepEqual(
    suspects.map((suspect) => suspect.types.map(({ what }) => what.name)),
    [['Effect', 'Reader']],
  );
});

test('a file is said once', () => {
  const path = 'users.js: memoized › remembered';
  const looks = looksAt({ collections: [{ ...CACHE, path, course: STEADY }] });
  const [suspect] = findSuspects(looks, null).suspects;
  const place = { url: 'file:///app/users.js', line: 8, column: 7 };
  assert.match(
    describeFinding(suspect, { ...NO_FACTS, place }).sentence,
    /^memoized › remembered \(Map\) in users\.js:8/,
  );
});

test('what a collection holds, and what hangs on that, is no finding of its own', () => {
  const looks = looksAt({
    collections: [{ ...CACHE, course: STEADY }],
    types: [
      { name: 'User', origin: 'own', course: STEADY },
      { name: 'Nobody', origin: 'builtin', course: STEADY },
    ],
  });
  const { suspects } = findSuspects(looks, null);
  assert.deepEqual(
    suspects.map(({ types }) => types.map(({ what }) => what.name)),
    [['User']],
  );
});

test('of what only native code holds, the finding names what is the program’s', () => {
  const builder = new SnapshotBuilder();
  const handles = builder.node('(Global handles)', { type: 'synthetic' });
  builder.edge(0, handles, 1);
  for (let n = 0; n < 60; n++) {
    const socket = builder.object('Socket');
    builder.edge(handles, socket, n).edge(socket, builder.object('Report'), 'report');
  }
  const looks = looksAt({
    types: [
      { name: 'Socket', origin: 'builtin', course: STEADY },
      { name: 'Report', origin: 'own', course: STEADY },
    ],
  });
  const { suspects } = findSuspects(looks, new Heap(analyse(builder.graph())));
  assert.equal(suspects.length, 1);
  const { sentence } = describeFinding(suspects[0], NO_FACTS);
  assert.match(sentence, /gained 10 Socket, with Report, a minute/);
});

test('what a collection gained is said by the class of its entries', () => {
  const seen = (name: string, origin: Origin, steps?: number) => ({ name, origin, steps });
  for (const [holds, types, said] of [
    [['Span'], [seen('Scope', 'package'), seen('Span', 'package')], 'Span'],
    [['Layer'], [seen('function in app.js:8', 'own'), seen('Layer', 'package')], 'Layer, with functions in app.js:8,'],
    [['Object'], [seen('function in feed.js:2', 'package')], 'Object, with functions in feed.js:2,'],
    [['Object'], [seen('{id, name}', 'builtin'), seen('Date', 'builtin')], '{id, name}'],
    [['Array'], [seen('Array of Date', 'builtin')], 'Array of Date'],
    [['bytes'], [seen('Uint8Array', 'builtin')], 'bytes'],
    [
      ['function'],
      [seen('function in log.js:7', 'package', 6), seen('bound onError', 'builtin', 3)],
      'bound onError, with functions in log.js:7,',
    ],
  ] as const) {
    const [suspect] = findSuspects(
      looksAt({ collections: [{ ...CACHE, holds: [...holds], course: STEADY }] }),
      null,
    ).suspects;
    const { judgement, course } = suspect.collection!;
    const grown = types.map(({ steps, ...each }) => ({
      what: { ...each, place: null, count: 50 },
      steps,
      judgement,
      course,
    }));
    const { sentence } = describeFinding({ ...suspect, types: grown }, NO_FACTS);
    assert.ok(sentence.includes(` gained 10 ${said} a minute`), sentence);
  }
});

test('of classes that tell as much, that which is nearest to the holder comes first', () => {
  const builder = new SnapshotBuilder();
  const [global, list] = ['global', 'Array'].map((name) => builder.object(name));
  builder.edge(0, global, 'global', 'shortcut').edge(global, list, 'handlers');
  for (let n = 0; n < 60; n++) {
    const handler = builder.object('Handler');
    builder.edge(list, handler, n, 'element').edge(handler, builder.object('Reader'), 'reader');
  }
  const seen = ['Reader', 'Handler'].map((name) => ({ name, origin: 'own' as const, course: STEADY }));
  const [{ types }] = findSuspects(looksAt({ types: seen }), new Heap(analyse(builder.graph()))).suspects;
  assert.deepEqual(
    types.map(({ what }) => what.name),
    ['Handler', 'Reader'],
  );
});

test('an array of null alone is told of, and no finding', () => {
  const queue = { path: 'main.client.queue', kind: 'Array', holds: ['null'], course: STEADY };
  const { suspects, remarks } = findSuspects(looksAt({ collections: [queue] }), null);
  assert.deepEqual([suspects, remarks], [[], ['main.client.queue grew by 50, at 5 of 5 looks']]);
});

test('views on one memory of WebAssembly are one finding, which has its size', () => {
  const builder = new SnapshotBuilder();
  const [global, wasm, memory, buffer] = ['global', 'Object', 'Memory', 'ArrayBuffer'].map((name) =>
    builder.object(name),
  );
  const pages = builder.node('system / JSArrayBufferData', { type: 'native', selfSize: 1e6 });
  builder.edge(0, global, 'global', 'shortcut').edge(global, wasm, 'wasm').edge(wasm, memory, 'memory');
  builder.edge(memory, buffer, 2, 'hidden').edge(buffer, pages, 'backing_store', 'internal');
  const course = [0.5e6, 0.6e6, 0.7e6, 0.8e6, 0.9e6, 1e6];
  const collections = ['Uint8Array', 'Int32Array'].map((kind) => {
    const view = builder.object(kind);
    builder.edge(wasm, view, `${kind}s`).edge(view, buffer, 'buffer', 'internal');
    return { path: `globalThis.wasm.${kind}s`, kind, holds: ['bytes'], course };
  });
  const { suspects } = findSuspects(looksAt({ collections }), new Heap(analyse(builder.graph())));
  assert.equal(suspects.length, 1);
  const { kind, retainedBytes, bytesPerHour } = describeFinding(suspects[0], NO_FACTS);
  assert.deepEqual([kind, retainedBytes, bytesPerHour], ['WebAssembly memory', 1e6, 6e6]);
});

test('a list that only a listener reaches is no list of listeners', () => {
  const builder = new SnapshotBuilder();
  const [global, child, events, list] = ['global', 'Child', 'Object', 'Array'].map((name) => builder.object(name));
  const close = builder.node('close', { type: 'closure' });
  const context = builder.node('system / Context', { type: 'object' });
  builder.edge(0, global, 'global', 'shortcut').edge(global, child, 'child').edge(child, events, '_events');
  builder.edge(events, close, 'close').edge(close, context, 'context', 'internal');
  builder.edge(context, list, 'lines', 'context');
  for (let n = 0; n < 60; n++) builder.edge(list, builder.node(`line ${n}`, { type: 'string' }), n, 'element');
  const lines = { path: 'main.child.listeners("close") › lines', kind: 'Array', holds: ['string'], course: STEADY };
  const [suspect] = findSuspects(looksAt({ collections: [lines] }), new Heap(analyse(builder.graph()))).suspects;
  assert.notEqual(suspect.heap, null);
  assert.equal(describeFinding(suspect, NO_FACTS).kind, 'collection');
});

test('more sockets alone are not certain to be a leak, more timers of one function are', () => {
  for (const [name, holds, confidence] of [
    ['Socket', 'Socket', 'medium'],
    ['Timeout', 'function in lease.js:3', 'high'],
  ] as const) {
    const collections = [{ path: `open handles: ${name}`, kind: 'handles', holds: [holds], course: STEADY }];
    const [suspect] = findSuspects(looksAt({ collections }), null).suspects;
    assert.equal(describeFinding(suspect, NO_FACTS).confidence, confidence);
  }
});

test('what timers hold is told by the functions that they call', () => {
  const course = { numbers: STEADY, at: STEADY.map((_, look) => look * MINUTE) };
  const grown = { course, judgement: judgeCourse(course) };
  const page = { name: 'Page', place: null, origin: 'own', count: 60 } as const;
  const path = 'open handles: Timeout';
  const handles = {
    path,
    module: null,
    kind: 'handles',
    entries: 60,
    length: null,
    keyRange: null,
    holds: ['function in query.js:15'],
  };
  const drafts = [
    { collection: null, types: [{ what: page, ...grown }], heap: null, names: ['lists'], module: 'node:timers' },
    { collection: { what: handles, ...grown }, types: [], heap: null, names: [path], module: null },
  ];
  const waiting = { edge: '[]', name: 'suspended wait()', type: 'object', definedAt: 'bucket.js:69' };
  const heap = { path: { steps: [waiting] }, held: {}, retainedBytes: 0 } as unknown as HeapHolder;
  const settling = { collection: { what: { ...handles, holds: ['function'] }, ...grown }, types: [], heap: null };
  const [paused] = withoutAlike([
    { ...drafts[0], heap },
    { ...settling, names: [path], module: null },
  ]);
  assert.deepEqual(paused.collection?.what.holds, ['suspended wait() bucket.js:69'], 'timers that but settle promises');
  assert.equal(calledByTimer(heap), 'suspended wait() bucket.js:69');
  const [suspect, ...others] = withoutAlike(drafts);
  const { holder, sentence } = describeFinding(suspect, NO_FACTS);
  assert.deepEqual([holder?.path, holder?.module, others], [path, null, []]);
  assert.match(sentence, /^open handles: Timeout \(handles\) gained 10 functions in query\.js:15, with Page, a minute/);
});

test('where Node lists timers is no finding beside the timers', () => {
  const path = 'node:internal/bootstrap/realm: BuiltinModule.map.get("timers").exports.timerListMap';
  const course = { numbers: STEADY, at: STEADY.map((_, look) => look * MINUTE) };
  const what = { entries: 60, length: null, keyRange: null };
  const draftOf = (seen: Pick<SeenCollection, 'path' | 'kind' | 'module' | 'holds'>, numbers: readonly number[]) => ({
    collection: { what: { ...what, ...seen }, course, judgement: judgeCourse({ ...course, numbers }) },
    types: [],
    heap: null,
    names: [seen.path],
    module: seen.module,
  });
  const realm = 'node:internal/bootstrap/realm';
  const lists = draftOf({ path, kind: 'Object', module: realm, holds: ['TimersList'] }, STEADY);
  const timers = draftOf(
    { path: 'open handles: Timeout', kind: 'handles', module: null, holds: ['function in a.js:3'] },
    STEADY.map((n) => 5 * n),
  );
  assert.deepEqual(
    withoutAlike([lists, timers]).map(({ names }) => names),
    [timers.names],
  );
  assert.equal(withoutAlike([lists]).length, 1);
});

test('what a WeakMap holds is told with the WeakMap, though the snapshot names its key alone', () => {
  const path = 'main.store.[[WeakMap]]';
  const looks = looksAt({ collections: [{ ...CACHE, path, weakMap: 'main._Store_sessions', course: STEADY }] });
  const { evidence } = describeFinding(findSuspects(looks, null).suspects[0], NO_FACTS);
  assert.ok(evidence.includes('held by an entry of the WeakMap main._Store_sessions'), evidence.join());
});

test('collections below one variable that grow by the same number are one finding', () => {
  const looks = looksAt({
    collections: [
      { ...CACHE, path: 'main.ajv.schemas', course: STEADY },
      { ...CACHE, path: 'main.ajv.names', course: STEADY },
      { ...CACHE, path: 'main.sessions', course: STEADY },
    ],
  });
  const { suspects } = findSuspects(looks, null);
  assert.deepEqual(
    suspects.map(({ names, alike }) => [names.join('.'), alike]),
    [
      ['ajv.schemas', ['main.ajv.names']],
      ['sessions', []],
    ],
  );
});

for (const [what, course] of [
  ['a cache that fills', [0, 60, 90, 100, 100, 100]],
  ['a cache that is emptied', [10, 80, 20, 90, 30, 100]],
  ['a pool that has grown once', [2, 80, 80, 80, 80, 80]],
] as const) {
  test(`${what} is no finding`, () => {
    const looks = looksAt({ collections: [{ ...CACHE, course }], types: [{ name: 'User', origin: 'own', course }] });
    const { suspects, remarks } = findSuspects(looks, null);
    assert.deepEqual(suspects, []);
    assert.equal(remarks.length, 1);
    assert.match(remarks[0], /^main\.cache and 1 more each grew by \d+, (slower and slower|at \d of 5 looks)/);
  });
}

test('an array that has been as long all along, and fills, is no finding, nor is what fills with it', () => {
  const places = { kind: 'Array', holds: ['Page'], course: STEADY };
  const keys = { path: 'main.pages.#keyMap', kind: 'Map', holds: ['number'], course: STEADY };
  const looks = looksAt({ collections: [{ ...places, path: 'main.pages.#valList', length: 200 }, keys] });
  assert.deepEqual(findSuspects(looks, null), {
    suspects: [],
    remarks: [
      'main.pages.#valList has filled 60 of its 200 places, and has been as long from the first: it is bounded, as a cache is',
    ],
  });
  const full = looksAt({ collections: [{ ...places, path: 'main.pages', length: 100 }] });
  assert.equal(findSuspects(full, null).suspects.length, 1, 'a queue is made longer when it is full');
  const link = looksAt({ collections: [{ ...places, path: 'main.pages.tail.list', length: 2048 }] });
  assert.equal(findSuspects(link, null).suspects.length, 1, 'a link of a queue is followed by another');
});

const FILLS = 'which come in no order: a finite set that fills up, as a cache does';

const FILLING = [150, 160, 170, 180, 187, 195];
/** The last twenty keys of a counter at each look, by its step. */
const counting = (step: number) => FILLING.map((entries) => ({ least: (entries - 20) * step, most: entries * step }));

for (const [what, keyRanges, remarks] of [
  [
    'of a finite set',
    FILLING.map((entries) => ({ least: entries % 7, most: 189 + (entries % 11) })),
    [`195 of about 196 numbered keys, ${FILLS}`],
  ],
  ['that count up', counting(1), null],
  ['that count up by six', counting(6), null],
  ['that count up by sixty', counting(60), null],
  ['of a large range', FILLING.map(() => ({ least: 3, most: 4000 })), null],
  ['that are no numbers', [], null],
] as const) {
  test(`a collection with keys ${what} is ${remarks ? 'no' : 'a'} finding`, () => {
    const looks = looksAt({
      collections: [{ ...CACHE, course: FILLING, keyRanges }],
      types: [{ name: 'User', origin: 'own', course: FILLING }],
    });
    const found = findSuspects(looks, null);
    assert.equal(found.suspects.length, remarks ? 0 : 1);
    assert.deepEqual(found.remarks, remarks?.map((text) => `main.cache holds ${text}`) ?? []);
  });
}

test('a class that grows only with a collection that slows down is no finding', () => {
  const filling = [100, 152, 190, 218, 239, 254];
  const counted = [120, 140, 165, 190, 210, 230];
  const looks = looksAt({
    collections: [{ ...CACHE, course: filling }],
    types: [{ name: 'User', origin: 'own', course: counted }],
  });
  assert.deepEqual(findSuspects(looks, null).suspects, []);
  // In the snapshot the Map has another name: another one holds the users.
  const other = looksAt({
    collections: [{ ...CACHE, path: 'main.others', course: filling }],
    types: [{ name: 'User', origin: 'own', course: counted }],
  });
  assert.equal(findSuspects(other, heapWithUsers()).suspects.length, 1);
});

for (const [what, fileOf, isFound] of [
  ['modules that are loaded from files of their own', (n: number) => `/app/page-${n}.cjs`, false],
  ['modules that are loaded anew from one file', () => '/app/page.cjs', true],
] as const) {
  test(`${what} are ${isFound ? 'a' : 'no'} finding`, () => {
    const builder = new SnapshotBuilder();
    const [global, main, children] = ['global', 'Main', 'Array'].map((name) => builder.object(name));
    builder.edge(0, global, 'global', 'shortcut').edge(global, main, 'main').edge(main, children, 'children');
    for (let n = 0; n < 60; n++) {
      const module = builder.object('Module');
      builder.edge(children, module, n, 'element').edge(module, builder.object('Object'), 'exports');
      builder.edge(module, builder.node(fileOf(n), { type: 'string' }), 'filename');
    }
    const path = 'main.require.main.children';
    const looks = looksAt({ collections: [{ path, kind: 'Array', holds: ['Object'], course: STEADY }] });
    const { suspects, remarks } = findSuspects(looks, new Heap(analyse(builder.graph())));
    assert.equal(suspects.length, isFound ? 1 : 0);
    const loaded = '50 modules were loaded, each from a file of its own: a warm-up, unless requests make the files';
    assert.deepEqual(remarks, isFound ? [] : [loaded]);
  });
}

for (const [what, fileOf, isFound] of [
  ['what modules of as many files export', (n: number) => `/app/page-${n}.cjs`, false],
  ['what copies of one module export', () => '/app/page.cjs', true],
] as const) {
  test(`a Map of ${what} is ${isFound ? 'a' : 'no'} finding`, () => {
    const builder = new SnapshotBuilder();
    const [global, pages] = ['global', 'Map'].map((name) => builder.object(name));
    // 32 buckets, and 64 entries of three fields.
    const table = builder.node('', { type: 'array', selfSize: (2 + 3 + 32 + 192) * 8 });
    builder.edge(0, global, 'global', 'shortcut').edge(global, pages, 'cache').edge(pages, table, 'table', 'internal');
    for (let n = 0; n < 60; n++) {
      const [module, exported] = ['Module', 'Object'].map((name) => builder.object(name));
      builder.edge(0, module, n + 1, 'element').edge(module, exported, 'exports');
      builder.edge(module, builder.node(fileOf(n), { type: 'string' }), 'filename');
      builder.edge(table, exported, `${35 + 3 * n + 1}`, 'internal');
    }
    const looks = looksAt({ collections: [{ ...CACHE, holds: ['Object'], course: STEADY }] });
    const { suspects } = findSuspects(looks, new Heap(analyse(builder.graph())));
    assert.equal(suspects.length, isFound ? 1 : 0);
  });
}

test('what grew unsteadily is told without keys', () => {
  const path = 'main.users.get("alice@example.com").orders';
  const looks = looksAt({ collections: [{ ...CACHE, path, course: [0, 6000, 9000, 10_000, 10_000, 10_000] }] });
  assert.deepEqual(findSuspects(looks, null).remarks, [
    'main.users.get(…).orders grew by 10,000, slower and slower, as in a warm-up',
  ]);
});

test('what came at one look, as with a module that was loaded, has not grown', () => {
  const name = 'function in page-71.js:3';
  const remarksOf = (...course: number[]) =>
    findSuspects(looksAt({ types: [{ name, origin: 'own', course }] }), null).remarks.length;
  assert.equal(remarksOf(0, 0, 12, 12, 12, 12), 0);
  assert.equal(remarksOf(0, 0, 12, 12, 24, 24), 1);
});

test('the verdict follows from the findings, and known ones are left out', () => {
  const looks = looksAt({ collections: [{ ...CACHE, course: STEADY }] });
  const findings = findSuspects(looks, null).suspects.map((suspect) => describeFinding(suspect, NO_FACTS));
  const rest = {
    remarks: [],
    notLookedAt: [],
    trend: NO_FACTS.trend,
    vitals: null,
    biggest: [],
    cost: null,
    grows: [],
    allocations: null,
    since: looks[0].at,
    takenAt: looks[5].at,
    looks: 6,
    plannedLooks: 6,
  };
  const leak = conclude({ ...rest, ...withoutKnown(findings, new Set()) });
  assert.deepEqual([leak.verdict, leak.summary], ['leak', '1 thing grew at every look']);
  const known = conclude({ ...rest, ...withoutKnown(findings, new Set([findings[0].signature])) });
  assert.deepEqual([known.verdict, known.summary], ['none', 'nothing else grew steadily (1 known one left out)']);
  const live = looksAt({ live: STEADY.map((n) => n * 1e6) });
  const rising = conclude({ ...rest, trend: trendOf(live, null), findings: [], known: known.known });
  assert.equal(rising.verdict, 'none', 'what is known makes the heap grow');
  const large = conclude({ ...rest, findings: [{ ...findings[0], confidence: 'medium' }], known: [], looks: 1 });
  assert.equal(large.summary, '1 thing holds much of the heap');
  const outside = conclude({ ...rest, findings: [{ ...findings[0], confidence: 'medium', course: [] }], known: [] });
  assert.equal(outside.summary, '1 thing grew beyond chance, not certain to leak');
  const doubtful = { ...rest, findings: [], known: [], remarks: ['x grew by 3, at 2 of 5 looks'] };
  const remarks = conclude(doubtful);
  assert.deepEqual(
    [remarks.verdict, remarks.summary],
    ['undecided', 'what grew may stop by itself, as a warm-up does: look longer, with --for 30m'],
  );
  const warming = conclude({ ...doubtful, trend: trendOf(live, null) });
  assert.equal(
    warming.summary,
    'the live heap grew at every look, but what grew may be warming up: look longer, with --for 30m',
  );
  const short = conclude({ ...rest, findings: [], known: [], looks: 3 });
  assert.deepEqual([short.verdict, short.summary], ['undecided', '3 looks are too few to tell']);
});

test('the eight worst are told, and how many more there are', async () => {
  const collections = Array.from({ length: 10 }, (_, n) => ({
    path: `list${n}`,
    kind: 'Map',
    holds: [`Class${n}`],
    course: STEADY.map((entries) => entries * 2 ** n),
  }));
  const examination = {
    suspicion: findSuspects(looksAt({ collections }), null),
    memory: null,
    heap: null,
    allocations: null,
    functions: [],
    files: [],
    trend: NO_FACTS.trend,
    vitals: null,
    cost: null,
    notLookedAt: [],
    since: null,
    takenAt: null,
    looks: 6,
    plannedLooks: 6,
  };
  const { findings, untold } = await describeSuspects(examination);
  assert.deepEqual([findings.length, untold], [8, 2]);
  assert.equal(findings[0].holder?.path, 'list9');
});

test('one or two more objects of a shape are no finding between two snapshots', () => {
  const grownBy = (delta: number) => {
    const types = [{ name: '{constructor, toString}', origin: 'own', course: [9, 9 + delta, 0, 0, 0, 0] } as const];
    return findSuspects(looksAt({ types }).slice(0, 2), null, { fewest: 1 }).suspects.length;
  };
  assert.deepEqual([grownBy(2), grownBy(5)], [0, 1]);
});

test('how fast it grows follows from when it was counted, which may be long after the look began', () => {
  const looks = looksAt({ collections: [{ ...CACHE, course: [0, 30, 74, 110, 142, 170] }] });
  const [first, ...others] = looks.map((look) => ({ ...look, collectionsAt: { at: look.at, activity: null } }));
  assert.equal(findSuspects([first, ...others], null).suspects.length, 1);
  const late = { ...first, collectionsAt: { at: new Date(MINUTE / 2).toISOString(), activity: null } };
  assert.deepEqual(findSuspects([late, ...others], null).suspects, [], 'sixty a minute at first');
});
