import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { expectCode, expectFailure, leakconsole, program } from '../helpers/cli.js';
import { leakconsoleHere } from '../helpers/main.js';
import { SnapshotBuilder } from '../helpers/snapshot-builder.js';

const skip = process.platform === 'win32' && 'has no /dev/stdin';

let directory = '';
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'leakconsole-'));
  await writeFile(join(directory, 'one.json'), snapshot(1));
  await writeFile(join(directory, 'three.gz'), gzipSync(snapshot(3)));
});
after(() => rm(directory, { recursive: true }));

function snapshot(users: number): Uint8Array {
  const heap = new SnapshotBuilder();
  const global = heap.object('global');
  heap.edge(0, global, 'global', 'shortcut');
  for (let index = 0; index < users; index++) heap.edge(global, heap.object('User'), index);
  return heap.bytes();
}

/** Runs a line of the shell, in which `leakconsole` is the program. */
function shell(line: string) {
  const script = `leakconsole() { "${process.execPath}" "${program}" "$@"; }; ${line}`;
  const { status, stdout, stderr } = spawnSync('sh', ['-c', script], { cwd: directory, encoding: 'utf8' });
  const json = () => stdout.split('\n', 1).map((one) => JSON.parse(one));
  return { args: [line], code: status!, stdout, stderr, json };
}

test('a file is a snapshot, whatever its name', async () => {
  const result = await leakconsole(['types', 'one.json', '--filter', 'User', '--json'], { cwd: directory });
  expectCode(result, 0);
  assert.equal(result.json()[0].result.types[0].count, 1);
});

test('a snapshot may come through standard input, as - or by its name', { skip }, () => {
  for (const name of ['-', '/dev/stdin']) {
    const result = shell(`cat three.gz | leakconsole types ${name} --filter User --json`);
    expectCode(result, 0);
    assert.equal(result.json()[0].result.types[0].count, 3);
  }
});

test('either snapshot of a diff may come through standard input', { skip }, () => {
  const later = shell('cat three.gz | leakconsole diff one.json - --json');
  expectCode(later, 0);
  assert.equal(later.json()[0].result.total.delta, 2);
  const earlier = shell('cat three.gz | leakconsole diff - one.json --json');
  expectCode(earlier, 0);
  assert.equal(earlier.json()[0].result.total.delta, -2);
});

test('what looks like a path and is not there is told to be no file', async () => {
  for (const args of [
    ['types', './none.json'],
    ['diff', 'one.json', './none.json'],
  ])
    expectFailure(await leakconsole(args, { cwd: directory }), { what: /none\.json .*no such file/, hint: /path/ });
});

test('lines for a snapshot from standard input come with -e', { skip }, () => {
  const result = shell("cat three.gz | leakconsole open - -e '.types 3 --filter User' --json");
  expectCode(result, 0);
  assert.equal(result.json()[0].result.types[0].count, 3);
});

test('where snapshot and lines would both be read from standard input, that is wrong usage', { skip }, () => {
  for (const verb of ['open', 'attach'])
    expectFailure(shell(`cat three.gz | leakconsole ${verb} -`), { code: 2, what: /standard input/, hint: /-e/ });
});

test('open --json tells in JSON too that a file cannot be loaded', async () => {
  const result = await leakconsole(['open', 'one.json', './none.json', '--json', '-e', '.types'], { cwd: directory });
  expectFailure(result, { what: /none\.json .*no such file/, hint: /path/ });
  const [{ command, target, error }, ...more] = result.json();
  assert.deepEqual([command, target, error.code, more], ['open', null, 'unreadable-file', []]);
});

test('options that say how a running process is looked at are wrong usage on a file', async () => {
  const file = join(directory, 'one.json');
  for (const option of ['--no-pause', '--slice=4ms', '--duty=0.1', '--walk-memory=9MB']) {
    for (const command of [
      ['types', file],
      ['count', file, 'User'],
    ]) {
      expectFailure(await leakconsoleHere([...command, option]), {
        code: 2,
        what: new RegExp(`^error: ${option.replace(/=.*/, '')} needs a running process, and this is a file$`),
        hint: /leave it out/,
      });
    }
  }
});

test('of more than two files, the two that are compared are named', async () => {
  await writeFile(join(directory, 'four.json'), snapshot(4));
  const files = ['one.json', 'three.gz', 'four.json'];
  const result = await leakconsole(['open', ...files, '-e', '.diff', '--json'], { cwd: directory });
  expectCode(result, 0);
  assert.equal(result.json()[0].result.total.delta, 1);
  assert.match(result.stderr, /compared: three\.gz and four\.json, the last two files/);
  const named = await leakconsole(['open', ...files, '-e', '.diff one.json four.json', '--json'], { cwd: directory });
  assert.equal(named.json()[0].result.total.delta, 3);
  assert.equal(named.stderr, '');
});
