import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findSites, joinParts } from '#src/diagnosis/sites.js';
import type { Suspect } from '#src/diagnosis/suspect.js';
import type { AllocatingFunction, CallTreeNode } from '#src/profile/call-tree.js';
import { childOf, newNode } from '#src/profile/call-tree.js';
import type { Made, SourceFunction } from '#src/profile/source-function.js';

const FILE = '/app/users.js';
const COURSE = { course: { numbers: [1, 2], at: [0, 1] }, judgement: {} } as never as Suspect['types'][number];

function functionThat(
  name: string,
  { makes = [], mentions = [], bytes }: { makes?: readonly Made[]; mentions?: readonly string[]; bytes?: number },
): SourceFunction {
  const calls = bytes === undefined ? [] : [{ ...newNode({ name, place: null }, null), selfBytes: bytes }];
  const place = { url: FILE, line: name.length, column: 1 };
  return {
    name,
    place,
    location: null,
    makes,
    mentions: new Set(mentions),
    limits: [],
    asked: new Set(),
    isRepeated: false,
    around: null,
    calls,
  };
}

const made = (name: string): Made => ({ kind: 'instance', name });

function suspectOf(name: string, { holds = [], types = [] }: { holds?: string[]; types?: string[] }): Suspect {
  const what = { path: `main.${name}`, module: FILE, kind: 'Map', entries: 2, length: null, keyRange: null, holds };
  return {
    collection: holds.length > 0 ? { ...COURSE, what } : null,
    types: types.map((each) => ({ ...COURSE, what: { name: each, place: null, origin: 'own', count: 2 } })),
    heap: null,
    names: [name],
    module: FILE,
    alike: [],
  };
}

const namesOf = (suspects: readonly Suspect[], functions: readonly SourceFunction[]) =>
  findSites(suspects, functions).map((sites) => sites.map(({ name, basis }) => `${name} ${basis}`));

test('a finding names what makes its class, and no other function of its file', () => {
  const functions = [
    functionThat('render', { makes: [made('Array')], bytes: 9000 }),
    functionThat('fetchUser', { makes: [made('User')], bytes: 10 }),
    functionThat('plan', { makes: [{ kind: 'function', location: 'users.js:9' }], mentions: ['tasks'] }),
  ];
  const suspects = [
    suspectOf('cache', { holds: ['User'] }),
    suspectOf('tasks', { holds: ['function'], types: ['function in users.js:9'] }),
    suspectOf('rows', { holds: ['Row'] }),
  ];
  assert.deepEqual(namesOf(suspects, functions), [['fetchUser source'], ['plan source'], ['render file']]);
});

test('two holders of one class: each has the function that leads to it, also by what it calls', () => {
  const functions = [
    functionThat('open', { makes: [made('Ticket')], mentions: ['openTickets', 'set'] }),
    functionThat('make', { makes: [made('Ticket')] }),
    functionThat('audit', { mentions: ['log', 'push', 'make'] }),
    functionThat('serve', { mentions: ['open', 'audit'] }),
  ];
  const suspects = [suspectOf('openTickets', { holds: ['Ticket'] }), suspectOf('log', { holds: ['Ticket'] })];
  assert.deepEqual(namesOf(suspects, functions), [['open source'], ['make source']]);
});

test('of objects that got more keys, the literal that had most of them', () => {
  const functions = [
    functionThat('build', { makes: [{ kind: 'literal', keys: ['id', 'name'] }] }),
    functionThat('other', { makes: [{ kind: 'literal', keys: ['id'] }] }),
  ];
  assert.deepEqual(namesOf([suspectOf('all', { holds: ['Object'], types: ['{id, name, seen}'] })], functions), [
    ['build source'],
  ]);
});

test('what its constructor keeps is told of the function that constructs', () => {
  const callee = (name: string): AllocatingFunction => ({ name, place: null });
  const root = newNode(null, null);
  const fetchUser = childOf(root, callee('fetchUser'));
  const ofUser: CallTreeNode = childOf(fetchUser, callee('User'));
  ofUser.totalBytes = 500;
  const functions = [{ ...functionThat('fetchUser', { makes: [made('User')] }), calls: [fetchUser] }];
  const [[site]] = findSites([suspectOf('cache', { holds: ['User'] })], functions);
  assert.equal(site.bytes, 500);
});

test('functions that a count has seen alone join the collection into which one function puts them', () => {
  const functions = [
    functionThat('plan', { makes: [{ kind: 'function', location: 'users.js:9' }], mentions: ['tasks'] }),
  ];
  const alone = { ...suspectOf('x', { types: ['function in users.js:9'] }), names: [], module: null };
  const [joined, ...others] = joinParts([suspectOf('tasks', { holds: ['function'] }), alone], functions);
  assert.deepEqual([joined.types.map(({ what }) => what.name), others], [['function in users.js:9'], []]);
});
