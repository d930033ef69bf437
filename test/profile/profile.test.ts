import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeAllocations } from '#src/profile/allocations.js';
import { type AllocatingFunction, buildCallTree } from '#src/profile/call-tree.js';
import { callersOf } from '#src/profile/callers.js';
import {
  type HeapProfile,
  lastOrdinal,
  type RawProfile,
  readProfile,
  samplesSince,
} from '#src/profile/heap-profile.js';
import { mergeCalls } from '#src/profile/merge-calls.js';
import { guessInterval, varianceOf } from '#src/profile/standard-error.js';

const at = (url: string, line = 1): AllocatingFunction['place'] => ({ url, line, column: 1 });
const OWN: AllocatingFunction = { name: 'handle', place: at('file:///app/service.js', 10) };
const OTHER: AllocatingFunction = { name: 'load', place: at('file:///app/load.js', 3) };
const DEPENDENCY: AllocatingFunction = {
  name: 'parse',
  place: at('file:///app/node_modules/@scope/qs/lib/parse.js', 7),
};
const NODE: AllocatingFunction = { name: 'emit', place: at('node:events', 500) };
const BUILTIN: AllocatingFunction = { name: 'push', place: null };
const ROOT: AllocatingFunction = { name: '(root)', place: null };

/**
 * A profile of calls, each with its bytes: `[[handle, push], 100]` is what `push` has allocated when `handle` called
 * it.
 */
function profileOf(calls: readonly (readonly [stack: readonly (AllocatingFunction | null)[], bytes: number])[]): {
  profile: HeapProfile;
  functions: (AllocatingFunction | null)[];
} {
  const functions: (AllocatingFunction | null)[] = [ROOT];
  const nodes = [{ frame: 0, parent: -1 }];
  const known = new Map<string, number>();
  const samples = calls.map(([stack, bytes], index) => {
    let parent = 0;
    let path = '';
    for (const callee of stack) {
      path += `/${callee?.name}`;
      let node = known.get(path);
      if (node === undefined) {
        node = nodes.push({ frame: functions.push(callee) - 1, parent }) - 1;
        known.set(path, node);
      }
      parent = node;
    }
    return { node: parent, bytes, ordinal: index + 1 };
  });
  return { profile: { frames: [], nodes, samples }, functions };
}

const selfOf = (calls: Parameters<typeof profileOf>[0], grouping: 'function' | 'file' | 'package' = 'function') => {
  const { profile, functions } = profileOf(calls);
  const rows = mergeCalls(buildCallTree(profile, functions, 1000), grouping);
  return Object.fromEntries(rows.map(({ name, selfBytes, totalBytes }) => [name, [selfBytes, totalBytes]]));
};

test('what V8 answers becomes flat lists, callers before what they call', () => {
  const frame = (functionName: string, scriptId = '7') => {
    return { functionName, scriptId, url: '', lineNumber: 1, columnNumber: 2 };
  };
  const raw: RawProfile = {
    head: {
      callFrame: frame('(root)', '0'),
      id: 1,
      children: [
        { callFrame: frame('a'), id: 5, children: [{ callFrame: frame('b'), id: 9, children: [] }] },
        { callFrame: frame('b'), id: 6, children: [] },
      ],
    },
    samples: [
      { size: 10, nodeId: 9, ordinal: 4 },
      { size: 20, nodeId: 6, ordinal: 2 },
    ],
  };
  const profile = readProfile(raw);
  assert.equal(profile.frames.length, 3, 'one for each function');
  assert.ok(profile.nodes.every(({ parent }, index) => parent < index));
  const stackOf = (node: number): string[] =>
    node < 0 ? [] : [...stackOf(profile.nodes[node].parent), profile.frames[profile.nodes[node].frame].functionName];
  assert.deepEqual(stackOf(profile.samples[0].node), ['(root)', 'a', 'b']);
  assert.deepEqual(stackOf(profile.samples[1].node), ['(root)', 'b']);
  assert.equal(lastOrdinal(profile), 4);
  assert.deepEqual(samplesSince(profile, 2).samples, [profile.samples[0]]);
});

test('builtins and functions of Node are booked on the function of the program that called them', () => {
  assert.deepEqual(
    selfOf([
      [[OWN, BUILTIN], 10],
      [[OWN, NODE, BUILTIN], 20],
      [[NODE, OWN], 5],
    ]),
    { handle: [35, 35], emit: [0, 5] },
  );
});

test('what only Node and V8 have done keeps its name', () => {
  assert.deepEqual(
    selfOf([
      [[NODE, BUILTIN], 10],
      [[BUILTIN], 7],
      [[], 3],
    ]),
    { emit: [10, 10], push: [7, 7], '(root)': [3, 3] },
  );
});

test('what our own functions allocate is left out, and what the program allocates when we call it is not', () => {
  assert.deepEqual(
    selfOf([
      [[null], 100],
      [[NODE, null, NODE, null, BUILTIN], 100],
      [[null, NODE, OWN], 3],
    ]),
    { handle: [3, 3] },
  );
});

test('a total counts the calls below each other once', () => {
  assert.deepEqual(
    selfOf([
      [[OWN, OTHER, OWN], 8],
      [[OWN], 1],
    ]),
    { handle: [9, 9], load: [0, 8] },
  );
});

test('functions are counted by file and by package', () => {
  const calls = [
    [[OWN, DEPENDENCY], 10],
    [[OWN, OTHER], 5],
    [[NODE], 2],
  ] as const;
  assert.deepEqual(selfOf(calls, 'file'), {
    '@scope/qs/lib/parse.js': [10, 10],
    'load.js': [5, 5],
    'node:events': [2, 2],
    'service.js': [0, 15],
  });
  assert.deepEqual(selfOf(calls, 'package'), { '@scope/qs': [10, 10], '(the program)': [5, 15], node: [2, 2] });
});

test('callers share what was allocated on behalf of them', () => {
  const { profile, functions } = profileOf([
    [[OWN, DEPENDENCY], 10],
    [[OTHER, DEPENDENCY], 30],
    [[OTHER], 99],
  ]);
  const [parse] = mergeCalls(buildCallTree(profile, functions, 1000), 'function').filter(
    ({ name }) => name === 'parse',
  );
  const callers = callersOf(parse.calls);
  assert.equal(callers.totalBytes, 40);
  assert.deepEqual([...callers.children].map(([callee, { totalBytes }]) => [callee.name, totalBytes]).sort(), [
    ['handle', 10],
    ['load', 30],
  ]);
});

test('a description tells the largest, and counts the rest', () => {
  const { profile, functions } = profileOf([
    [[OWN], 4000],
    [[OWN, OTHER], 1000],
  ]);
  const options = {
    by: 'function',
    most: 1,
    filter: undefined,
    callers: true,
    ms: 30_000,
    hasErrors: true,
    constructing: undefined,
  } as const;
  const candidates = new Map([[OTHER, [{ line: 4, text: 'new Row()', constructs: 'Row' }]]]);
  const root = buildCallTree(profile, functions, 1000);
  const { functions: rows, more, liveBytes, errorBytes } = describeAllocations(root, { ...options, candidates });
  assert.deepEqual([rows.length, more, liveBytes], [1, 1, 5000]);
  assert.deepEqual([rows[0].name, rows[0].location, rows[0].bytesPerMinute], ['handle', 'service.js:10', 8000]);
  assert.ok(rows[0].errorBytes! < errorBytes!);
  const [filtered] = describeAllocations(root, { ...options, candidates, filter: /load\.js/u }).functions;
  assert.equal(filtered.name, 'load');
  const { functions: constructing } = describeAllocations(root, { ...options, candidates, constructing: 'Row' });
  assert.deepEqual(
    constructing.map(({ name, certainty }) => [name, certainty]),
    [['load', 'only-this-class']],
  );
  assert.equal(describeAllocations(root, { ...options, candidates, hasErrors: false }).errorBytes, null);
});

test('an estimate lies within two standard errors of the truth in 95 of 100 runs', () => {
  const interval = 128_000;
  const random = randomFrom(1);
  for (const size of [40, 3000, 1_000_000]) {
    const objects = Math.round(20e6 / size);
    let within = 0;
    for (let run = 0; run < 400; run++) {
      let sum = 0;
      let variance = 0;
      for (const bytes of sampleAsV8(size, objects, interval, random)) {
        sum += bytes;
        variance += varianceOf(bytes, interval);
      }
      if (Math.abs(sum - objects * size) <= 2 * Math.sqrt(variance)) within++;
    }
    assert.ok(within >= 372, `objects of ${size} bytes: ${within} of 400`);
  }
});

test('the interval of a foreign sampler is told by its smallest samples', () => {
  assert.equal(guessInterval([{ bytes: 524_400 }, { bytes: 900_000 }]), 524_288);
  assert.equal(guessInterval([]), null);
});

/** What V8 makes of objects of one size: each is sampled by chance, and scaled up (sampling-heap-profiler.cc). */
function* sampleAsV8(size: number, objects: number, interval: number, random: () => number): Generator<number> {
  const probability = 1 - Math.exp(-size / interval);
  const scaled = size * Math.round(1 / probability);
  for (let i = 0; i < objects; ) {
    // The number of objects up to the next sample, of a geometric distribution.
    i += 1 + Math.floor(Math.log(1 - random()) / Math.log(1 - probability));
    if (i <= objects) yield scaled;
  }
}

/** Numbers from 0 to 1 (mulberry32), the same in each run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
