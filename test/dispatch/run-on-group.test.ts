import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COUNT } from '#src/dispatch/argument.js';
import { defineCommand } from '#src/dispatch/command.js';
import type { ContextOptions } from '#src/dispatch/create-context.js';
import { mergeRows, sum, sumCourses } from '#src/dispatch/merge-rows.js';
import { runOnGroup } from '#src/dispatch/run-on-group.js';
import type { Member, ProcessGroup } from '#src/dispatch/target.js';
import { UserError } from '#src/errors.js';

/** A process of a group that is asked nothing: its pid is all that there is. */
function memberOf(pid: number): Member {
  const isolate = { process: { description: { pid } }, session: { note() {} } };
  return { isolate, threads: { main: isolate } } as unknown as Member;
}

function groupOf(members: Member[], onRefresh = () => {}): ProcessGroup {
  const oneAtATime = <T>(work: () => Promise<T>) => work();
  return { name: 'cluster:1', members, chosen: null, refresh: async () => onRefresh(), oneAtATime };
}

/** The processes in which the command has ended, in this order. */
const ended: number[] = [];

/** Gives its process's pid as often as it is asked to; the process 13 fails. */
const pidsCommand = defineCommand({
  name: 'pids',
  group: 'process',
  summary: 'pids',
  on: ['live'],
  positionals: { times: { kind: COUNT, default: 1, describe: 'how often' } },
  options: {},
  async *run({ isolate }, { times }): AsyncGenerator<number[]> {
    const { pid } = isolate.process.description;
    if (pid === 13) throw new UserError('timeout', 'it does not answer');
    try {
      for (let i = 0; i < times; i++) yield [pid];
    } finally {
      ended.push(pid);
    }
  },
  merge: { combine: (results) => results.flatMap(({ pid, result }) => [pid - result[0], ...result]) },
  view: () => [],
});

function run(group: ProcessGroup, times = 1) {
  const notices: string[] = [];
  const notice = (text: string) => void notices.push(text);
  const options = { signal: new AbortController().signal, notice } as unknown as ContextOptions;
  return { notices, run: runOnGroup(group, pidsCommand, { times }, options) };
}

async function all(results: AsyncIterable<unknown>): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const result of results) found.push(result);
  return found;
}

test('what all processes answer is one result a look', async () => {
  const { run: running, notices } = run(groupOf([memberOf(1), memberOf(2)]), 2);
  const look = [0, 1, 0, 2];
  assert.deepEqual(await all(running.results), [look, look]);
  assert.deepEqual(notices, []);
  assert.deepEqual(running.takeSpent(), { lens: null, cost: null });
});

test('a process in which the command fails is left out, and told of; where it fails in all, that is the failure', async () => {
  const { run: running, notices } = run(groupOf([memberOf(1), memberOf(13)]));
  assert.deepEqual(await all(running.results), [[0, 1]]);
  assert.deepEqual(notices, ['process 13 is left out: it does not answer']);
  await assert.rejects(all(run(groupOf([memberOf(13)])).run.results), { code: 'timeout' });
});

test('a process that has come since takes part from the next look on, and ends with the others', async () => {
  const members = [memberOf(1)];
  let looks = 0;
  const group = groupOf(members, () => {
    if (looks++ === 1) members.push(memberOf(2));
  });
  ended.length = 0;
  assert.deepEqual(await all(run(group, 2).run.results), [
    [0, 1],
    [0, 1, 0, 2],
  ]);
  assert.deepEqual(ended, [1, 2]);
});

test('whoever wants no more ends the command in all processes', async () => {
  ended.length = 0;
  for await (const _ of run(groupOf([memberOf(1), memberOf(2)]), 9).run.results) break;
  assert.deepEqual(ended, [1, 2]);
});

test('a command that looks at one process says how to choose it', () => {
  const { merge: _, ...alone } = pidsCommand;
  const options = {} as ContextOptions;
  assert.throws(() => runOnGroup(groupOf([memberOf(7)]), alone, {}, options), {
    code: 'one-process',
    hint: /process 7/,
  });
});

test('rows of one key become one, numbers their sums', () => {
  const results = [
    {
      pid: 1,
      result: [
        { path: 'a', n: 1 },
        { path: 'b', n: 2 },
      ],
    },
    { pid: 2, result: [{ path: 'b', n: 3 }] },
  ];
  const merged = mergeRows(
    results,
    (rows) => rows,
    ({ path }) => path,
    (rows) => [rows[0].row.path, sum(rows.map(({ row }) => row.n)), rows.map(({ pid }) => pid)],
  );
  assert.deepEqual(merged, [
    ['a', 1, [1]],
    ['b', 5, [1, 2]],
  ]);
  assert.equal(sum([null, null]), null);
  assert.equal(sum([null, 2, 3]), 5);
  assert.deepEqual(
    sumCourses([
      [1, 2, 3],
      [10, 20],
    ]),
    [12, 23],
  );
});
