import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Profile } from 'pprof-format';
import { type AllocatingFunction, buildCallTree } from '#src/profile/call-tree.js';
import { writeHeapProfile } from '#src/profile/heapprofile-file.js';
import { encodePprof } from '#src/profile/pprof-file.js';

const functions: AllocatingFunction[] = [
  { name: '(root)', place: null },
  { name: 'serve', place: { url: 'file:///app/service.ts', line: 3, column: 5 } },
  { name: 'load', place: { url: 'file:///app/load.ts', line: 9, column: 1 } },
];
const root = buildCallTree(
  {
    frames: [],
    nodes: [
      { frame: 0, parent: -1 },
      { frame: 1, parent: 0 },
      { frame: 2, parent: 1 },
    ],
    samples: [
      { node: 1, bytes: 300, ordinal: 1 },
      { node: 2, bytes: 100, ordinal: 2 },
      { node: 2, bytes: 100, ordinal: 3 },
    ],
  },
  functions,
  100,
);

test('a .heapprofile has the calls as a tree, its lines and columns from 0', () => {
  const { head, samples } = JSON.parse(writeHeapProfile(root));
  const [serve] = head.children;
  assert.deepEqual([serve.callFrame.functionName, serve.selfSize], ['serve', 300]);
  assert.deepEqual([serve.callFrame.lineNumber, serve.callFrame.columnNumber], [2, 4]);
  assert.deepEqual([serve.children[0].callFrame.functionName, serve.children[0].selfSize], ['load', 200]);
  assert.deepEqual(samples, []);
});

test('a pprof profile has each stack with its samples and bytes', () => {
  const taken = { takenAt: 1_700_000_010_000, since: 1_700_000_000_000, intervalBytes: 100 };
  const profile = Profile.decode(encodePprof(root, taken));
  const text = (index: number | bigint) => profile.stringTable.strings[Number(index)];
  assert.deepEqual(
    profile.sampleType.map(({ type, unit }) => [text(type), text(unit)]),
    [
      ['inuse_objects', 'count'],
      ['inuse_space', 'bytes'],
    ],
  );
  const nameOf = (location: number | bigint) => {
    const [line] = profile.location.find(({ id }) => Number(id) === Number(location))!.line;
    return text(profile.function.find(({ id }) => Number(id) === Number(line.functionId))!.name);
  };
  const stacks = profile.sample.map(({ locationId, value }) => [locationId.map(nameOf).join(' < '), value.map(Number)]);
  assert.deepEqual(stacks.sort(), [
    ['load < serve', [2, 200]],
    ['serve', [1, 300]],
  ]);
  assert.deepEqual([Number(profile.period), Number(profile.durationNanos)], [100, 10e9]);
  assert.match(text(profile.function[0].filename), /^\/app\//);
});
