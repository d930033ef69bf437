import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { loadSnapshot } from '#src/snapshot/files.js';
import { SnapshotBuilder } from '../helpers/snapshot-builder.js';

let directory = '';
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'leakconsole-'));
});
after(() => rm(directory, { recursive: true }));

function snapshot(): Uint8Array {
  const heap = new SnapshotBuilder();
  const global = heap.object('global');
  heap.edge(0, global, 'global', 'shortcut');
  for (let index = 0; index < 1000; index++) heap.edge(global, heap.object('User'), index);
  return heap.bytes();
}

async function file(name: string, content: Uint8Array | string): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, content);
  return path;
}

async function countUsers(path: string): Promise<number | undefined> {
  const { analysis } = await loadSnapshot(path, () => {});
  return analysis.classes.find(({ name }) => name === 'User')?.count;
}

test('a file may be plain or compressed with gzip, whatever its name', async () => {
  assert.equal(await countUsers(await file('a.heapsnapshot', snapshot())), 1000);
  assert.equal(await countUsers(await file('b.heapsnapshot', gzipSync(snapshot()))), 1000);
});

test('a file may be a pipe', async () => {
  const pipe = join(directory, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const path = await file('c.heapsnapshot', snapshot());
  const loading = countUsers(pipe);
  const end = await open(pipe, 'w');
  await pipeline(createReadStream(path), end.createWriteStream());
  assert.equal(await loading, 1000);
});

test('progress tells how many bytes of how many are read', async () => {
  const path = await file('progress.heapsnapshot', snapshot());
  const seen: [string, number | undefined, number | undefined][] = [];
  await loadSnapshot(path, (...progress) => seen.push(progress as [string, number | undefined, number | undefined]));
  const size = snapshot().length;
  assert.deepEqual(seen[0], ['reading progress.heapsnapshot', size, size]);
  assert.ok(
    seen.some(([phase]) => phase === 'analysing progress.heapsnapshot: dominators'),
    String(seen),
  );
});

test('loading ends when it is aborted', async () => {
  const path = await file('abort.heapsnapshot', snapshot());
  await assert.rejects(
    loadSnapshot(path, () => {}, AbortSignal.abort(new Error('Ctrl-C'))),
    /Ctrl-C/,
  );
});

const whole = snapshot();
const wrong: [what: string, content: Uint8Array | string, code: string, message: RegExp][] = [
  ['an empty file', '', 'not-a-snapshot', /empty/],
  ['a file that is no snapshot', 'hello\n', 'not-a-snapshot', /byte 0/],
  ['other JSON', '{"nodes": 3}', 'not-a-snapshot', /byte 10/],
  ['a truncated file', whole.subarray(0, 5000), 'not-a-snapshot', /too early.*byte 5000/],
  ['a truncated gzip file', gzipSync(whole).subarray(0, 500), 'unreadable-file', /too early/],
  ['a damaged gzip file', damaged(gzipSync(whole)), 'unreadable-file', /damaged/],
];

function damaged(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte, index) => (index > 50 && index < 200 ? 0xff : byte));
}

for (const [what, content, code, message] of wrong) {
  test(`${what} is refused in one line`, async () => {
    const path = await file('wrong.heapsnapshot', content);
    await assert.rejects(
      loadSnapshot(path, () => {}),
      (error: { code: string; message: string; exitCode: number }) => {
        assert.equal(error.code, code, error.message);
        assert.equal(error.exitCode, 1);
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /\n/);
        return true;
      },
    );
  });
}

test('what is not there, and a directory, are refused by name', async () => {
  await assert.rejects(
    loadSnapshot(join(directory, 'nothing'), () => {}),
    { code: 'unreadable-file', exitCode: 1 },
  );
  await assert.rejects(
    loadSnapshot(directory, () => {}),
    { code: 'is-a-directory', exitCode: 1 },
  );
});
