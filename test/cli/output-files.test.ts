import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { expectCode, expectFailure, leakconsole, program } from '../helpers/cli.js';
import { SnapshotBuilder } from '../helpers/snapshot-builder.js';

const skip = process.platform === 'win32' && 'has no ulimit';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'leakconsole-'));
  const heap = new SnapshotBuilder();
  const global = heap.object('global');
  heap.edge(0, global, 'global', 'shortcut').edge(global, heap.object('User'), 'user');
  await writeFile(join(directory, 'heap.json'), heap.bytes());
});
afterEach(() => rm(directory, { recursive: true }));

const here = (...args: string[]) => leakconsole(args, { cwd: directory });

/** Runs a line where no file may grow beyond that many blocks of 512 bytes: a full disk to whoever writes one. */
function onFullDisk(blocks: number, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    'sh',
    ['-c', `ulimit -f ${blocks}; exec "$0" "$@"`, process.execPath, program, ...args],
    { cwd: directory, encoding: 'utf8' },
  );
  return { args, code: status!, stdout, stderr, json: () => [] };
}

test('no rows are appended to a file that holds something else, which stays as it was', async () => {
  const file = join(directory, 'notes.csv');
  for (const text of ['name,age\nada,36\n', 'notes', 'time,name,location,count\n']) {
    await writeFile(file, text);
    expectFailure(await here('types', 'heap.json', '--csv', 'notes.csv'), {
      code: 2,
      what: /^error: notes\.csv is there already, and does not begin with time,name,location/,
      hint: /another name/,
    });
    assert.equal(await readFile(file, 'utf8'), text);
  }
});

test('rows are appended to those of an earlier call, also where a spreadsheet has saved them', async () => {
  const file = join(directory, 'types.csv');
  const names = '\uFEFFtime,name,location,count,shallowBytes,retainedBytes';
  for (const [before, end] of [
    [`${names}\r\n`, ''],
    [names, '\n'],
  ]) {
    await writeFile(file, before);
    expectCode(await here('types', 'heap.json', '--filter', 'User', '--csv', 'types.csv'), 0);
    const text = await readFile(file, 'utf8');
    assert.ok(text.startsWith(before + end));
    assert.match(text.slice(before.length + end.length), /^\S+Z,User,,1,\d+,\d+\n$/);
  }
});

test('a disk that is full leaves no new CSV and no new picture behind', { skip }, async () => {
  for (const [command, ...options] of [
    ['types', '--csv', 'new.csv'],
    ['retainers', 'User', '--svg', 'new.svg'],
    ['retainers', 'User', '--dot', 'new.dot'],
  ]) {
    const result = onFullDisk(0, command, 'heap.json', ...options);
    expectFailure(result, { what: /cannot be written: it would be larger than files may be$/, hint: /another disk/ });
  }
  assert.deepEqual(await readdir(directory), ['heap.json']);
});

test('a disk that is full leaves a CSV and a picture as they were', { skip }, async () => {
  const old = `time,name,location,count,shallowBytes,retainedBytes\n${'2026-01-01T00:00:00.000Z,A,,1,1,1\n'.repeat(13)}`;
  assert.ok(old.length > 480 && old.length < 512);
  await writeFile(join(directory, 'old.csv'), old);
  await writeFile(join(directory, 'old.svg'), '<svg/>');
  expectCode(onFullDisk(1, 'types', 'heap.json', '--csv', 'old.csv'), 1);
  expectCode(onFullDisk(1, 'retainers', 'heap.json', 'User', '--svg', 'old.svg'), 1);
  assert.equal(await readFile(join(directory, 'old.csv'), 'utf8'), old);
  assert.equal(await readFile(join(directory, 'old.svg'), 'utf8'), '<svg/>');
  assert.deepEqual((await readdir(directory)).sort(), ['heap.json', 'old.csv', 'old.svg']);
});

test('a disk that is full for a CSV takes away no answer', { skip }, () => {
  const result = onFullDisk(0, 'types', 'heap.json', '--csv', 'new.csv');
  expectFailure(result, { what: /^error: new\.csv cannot be written/, hint: /another disk/ });
  assert.match(result.stdout, /^ *count .*class\n.*User\n.*objects/s);
  const { stdout } = onFullDisk(0, 'types', 'heap.json', '--csv', 'new.csv', '--json');
  const [{ result: shown }, { error }, ...more] = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual([shown.total, error.code, more], [2, 'unwritable-file', []]);
});

test('what cannot be written is told why, and what to do', async () => {
  await mkdir(join(directory, 'folder'));
  for (const [command, ...options] of [
    ['types', '--csv'],
    ['retainers', 'User', '--svg'],
  ]) {
    expectFailure(await here(command, 'heap.json', ...options, 'nowhere/x'), {
      what: /x cannot be written: there is no such directory$/,
      hint: /make the directory/,
    });
    expectFailure(await here(command, 'heap.json', ...options, 'folder'), {
      what: /folder cannot be written: it is a directory$/,
      hint: /name a file in it/,
    });
    expectFailure(await here(command, 'heap.json', ...options, 'heap.json/x'), {
      what: /x cannot be written: what should be a directory on its path is a file$/,
      hint: /that exists/,
    });
  }
});

test('standard output that cannot be written is told, in whatever form', { skip }, async () => {
  const lines = [
    ['ps'],
    ['ps', '--json'],
    ['--help'],
    ['--version'],
    ['types', 'heap.json'],
    ['types', 'heap.json', '--json'],
    ['types', 'heap.json', '--csv', '-'],
    ['retainers', 'heap.json', 'User', '--dot', '-'],
    ['retainers', 'heap.json', 'User', '--svg', '-'],
    ['open', 'heap.json', '-e', '.types', '-e', '.types'],
  ];
  for (const args of lines) {
    const { status, stderr } = spawnSync('sh', ['-c', '"$0" "$@" > /dev/full', process.execPath, program, ...args], {
      cwd: directory,
      encoding: 'utf8',
    });
    const result = { args, code: status!, stdout: '', stderr, json: () => [] };
    expectFailure(result, { what: /^error: standard output cannot be written: the disk is full$/, hint: /make room/ });
  }
});

test('who reads no further is told nothing', { skip }, () => {
  const { stderr } = spawnSync('sh', ['-c', '"$0" "$@" | true', process.execPath, program, '--help'], {
    encoding: 'utf8',
  });
  assert.equal(stderr, '');
});

test('what a symbolic link leads to is never written', { skip }, async () => {
  await writeFile(join(directory, 'secret'), 'secret');
  await symlink('secret', join(directory, 'link.svg'));
  const svg = ['retainers', 'heap.json', 'User', '--svg', 'link.svg'];
  expectFailure(await here(...svg), { what: /link\.svg is already there/, hint: /--overwrite/ });
  expectCode(await here(...svg, '--overwrite'), 0);
  assert.equal(await readFile(join(directory, 'secret'), 'utf8'), 'secret');
  await symlink('secret', join(directory, 'link.csv'));
  expectFailure(await here('types', 'heap.json', '--csv', 'link.csv'), { what: /symbolic link/, hint: /leads to/ });
  assert.equal(await readFile(join(directory, 'secret'), 'utf8'), 'secret');
  const written = await lstat(join(directory, 'link.svg'));
  assert.deepEqual([written.isSymbolicLink(), written.mode & 0o777], [false, 0o600]);
});
