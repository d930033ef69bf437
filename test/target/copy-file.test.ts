import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { test } from 'node:test';
import { Interrupted } from '#src/isolate/wait-for-target.js';
import { writeNewFile } from '#src/target/copy-file.js';

const NEVER = new AbortController().signal;

test('a copy is whole, and for its user alone; what fails or is interrupted leaves none', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'leakconsole-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const to = join(directory, 'copy');

  const broken = new PassThrough();
  broken.write('half');
  const breaking = writeNewFile(broken, to, NEVER);
  while (!existsSync(to)) await new Promise(setImmediate);
  broken.destroy(new Error('it broke'));
  await assert.rejects(breaking, /it broke/);
  assert.equal(existsSync(to), false);

  const endless = new PassThrough();
  endless.write('half');
  const controller = new AbortController();
  const waiting = writeNewFile(endless, to, controller.signal);
  while (!existsSync(to)) await new Promise(setImmediate);
  controller.abort(new Interrupted());
  await assert.rejects(waiting, { code: 'interrupted' });
  assert.equal(existsSync(to), false);

  assert.equal(await writeNewFile(Readable.from([Buffer.from('ab'), Buffer.from('c')]), to, NEVER), 3);
  assert.equal(readFileSync(to, 'utf8'), 'abc');
  if (process.platform !== 'win32') assert.equal(statSync(to).mode & 0o777, 0o600);
});

test('a file that is there stays as it is', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'leakconsole-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const to = join(directory, 'there');
  writeFileSync(to, 'mine');
  await assert.rejects(writeNewFile(Readable.from([Buffer.from('other')]), to, NEVER), { code: 'file-exists' });
  assert.equal(readFileSync(to, 'utf8'), 'mine');
});
