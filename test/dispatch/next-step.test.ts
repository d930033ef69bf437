import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allocCommand } from '#src/commands/alloc.js';
import { collectionsCommand } from '#src/commands/collections.js';
import { countCommand } from '#src/commands/count.js';
import { diffCommand } from '#src/commands/diff.js';
import { growthCommand } from '#src/commands/growth.js';
import { instancesCommand } from '#src/commands/instances.js';
import { markCommand } from '#src/commands/mark.js';
import { memCommand } from '#src/commands/mem.js';
import { objectCommand } from '#src/commands/object.js';
import { pathCommand } from '#src/commands/path.js';
import { sizeCommand } from '#src/commands/size.js';
import { snapshotCommand } from '#src/commands/snapshot.js';
import { stringsCommand } from '#src/commands/strings.js';
import { trendCommand } from '#src/commands/trend.js';
import { typesCommand } from '#src/commands/types.js';
import { workersCommand } from '#src/commands/workers.js';
import { withConsole } from '../helpers/console.js';

function growthOf(name: string | null, origin: 'own' | 'builtin' = 'own') {
  const row = {
    location: null,
    place: null,
    count: 9,
    new: null,
    deleted: null,
    delta: 3,
    perMinute: 1,
    always: false,
  };
  const types = name === null ? [] : [{ ...row, name, origin, shrank: false, shallowDeltaBytes: null }];
  return { since: '2026-01-01T00:00:00Z', takenAt: '2026-01-01T00:01:00Z', ms: 60_000, types, more: 0, totalDelta: 3 };
}

for (const [name, origin, next] of [
  ['User', 'own', /^\.retainers User$/],
  ['Object', 'builtin', /^\.collections, which tells them apart by name, or \.retainers Object --new/],
  ['{a, b}', 'builtin', /\.retainers \{a, b\} --new/],
  ['function in a.js:3', 'own', /^\.collections, or \.diagnose$/],
  ['system / WeakArrayList', 'builtin', /^\.mem, which tells whether another memory grows$/],
  [null, 'own', /^\.mem, which tells whether another memory grows$/],
] as const) {
  test(`after growth of ${name ?? 'nothing'}`, () => {
    assert.match(growthCommand.next!(growthOf(name, origin), {} as never) ?? '', next);
  });
}

test('the first look is a base: there is nothing to ask yet', () => {
  assert.equal(growthCommand.next!({ ...growthOf('User'), since: null }, {} as never), null);
  assert.equal(collectionsCommand.next!({ since: null, collections: [] } as never, {} as never), null);
});

test('a result ends with the next step, in one line; JSON has it as next', { timeout: 120_000 }, async () => {
  await withConsole('service.cjs', async (console) => {
    assert.match(await console.run('.types 3'), /\nnext: \.growth, which shows what grows\n?$/);
    const [{ next }] = await console.json('.types 3');
    assert.equal(next, '.growth, which shows what grows');
    const [{ next: nothing }] = await console.json('.info');
    assert.equal(nothing, null);
  });
});

const MEMORY = { vitals: {}, base: {}, since: '2026-01-01T00:00:00Z' };
const ROW = { location: 'a.js:3', deltaBytes: 9, name: 'User' };
const BUILTIN = { location: null, deltaBytes: 9, name: '(string)' };

for (const [what, command, result, args, next] of [
  ['the heap grew', memCommand, { ...MEMORY, grows: ['heap'] }, {}, /^\.growth/],
  ['Buffers grew', memCommand, { ...MEMORY, grows: ['buffers'] }, {}, /^\.biggest/],
  ['sockets grew', memCommand, { ...MEMORY, grows: ['sockets'] }, {}, /^\.retainers Socket$/],
  ['no memory grew', memCommand, { ...MEMORY, grows: [] }, {}, null],
  ['no collection grew', collectionsCommand, { since: 'then', collections: [] }, {}, /^\.growth,/],
  ['a leak of the heap', trendCommand, { verdict: 'leak', memory: 'heap' }, {}, /^\.growth/],
  ['a leak of Buffers', trendCommand, { verdict: 'leak', memory: 'external' }, {}, /^\.biggest/],
  ['an undecided trend', trendCommand, { verdict: 'undecided', memory: 'heap' }, {}, /^\.trend --for/],
  ['classes of a snapshot', typesCommand, { totalBytes: 9, types: [BUILTIN, ROW] }, {}, /^\.retainers User$/],
  ['V8’s own in a snapshot', typesCommand, { totalBytes: 9, types: [BUILTIN] }, {}, /^\.biggest/],
  ['a difference', diffCommand, { types: [BUILTIN, ROW], isMatched: true }, {}, /^\.retainers User --new$/],
  ['one by class', diffCommand, { types: [BUILTIN, ROW], isMatched: false }, {}, /^\.retainers User$/],
  ['new objects', diffCommand, { instances: [{ id: 7 }] }, {}, /^\.retainers @7$/],
  ['no difference', diffCommand, { types: [], isMatched: true }, {}, null],
  ['a snapshot', snapshotCommand, { file: null, bytes: 9, nodes: 1, edges: 1 }, {}, /^\.biggest; after another/],
  ['a count', countCommand, { name: 'User', count: 3 }, {}, /^\.retainers User$/],
  ['no such class', countCommand, { name: 'Usr', count: 0 }, {}, null],
  ['live objects', instancesCommand, { instances: [{ variable: '$0', text: '' }] }, {}, /^\.path \$0,/],
  ['objects of a file', instancesCommand, { instances: [{ id: 7 }] }, {}, /^\.retainers @7$/],
  ['an object', objectCommand, { id: 7 }, {}, /^\.size @7,/],
  ['its size', sizeCommand, { id: 7 }, {}, /^\.retainers @7$/],
  ['a mark', markCommand, { name: 'before' }, {}, /^\.growth --since before,/],
  ['a path that a walk does not see', pathCommand, { expression: 'a.b', found: null }, {}, /^\.retainers a\.b,/],
  ['sampling', allocCommand, { mark: null }, { action: 'start' }, /^\.alloc top,/],
  ['a mark of it', allocCommand, { mark: 'm' }, { action: 'mark' }, /^\.alloc diff m,/],
  ['allocations', allocCommand, { functions: [{}] }, { action: 'top', by: 'function' }, /^\.alloc top --callers$/],
  ['all that was asked', allocCommand, { functions: [{}] }, { action: 'stop', by: 'function' }, null],
  [
    'large workers',
    workersCommand,
    { workers: [{ threadId: 4, heapUsedBytes: 9 }], mainHeapUsedBytes: 1 },
    {},
    /^\.use worker 4,/,
  ],
  ['small workers', workersCommand, { workers: [{ threadId: 4, heapUsedBytes: 9 }], mainHeapUsedBytes: 99 }, {}, null],
  [
    'strings',
    stringsCommand,
    { strings: [{ holder: { steps: [{ id: 7 }, { id: 9 }] } }], slices: [] },
    {},
    /^\.object @7,/,
  ],
] as const) {
  test(`after ${what}`, () => {
    const said = command.next!(result as never, args as never);
    if (next === null) assert.equal(said, null);
    else assert.match(said ?? '', next);
  });
}
