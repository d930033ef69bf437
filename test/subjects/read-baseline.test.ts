import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readBaseline } from '#src/subjects/read-baseline.js';

const folder = mkdtempSync(join(tmpdir(), 'leakconsole-baseline-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'known.txt');

test('a signature is the first word of a line; comments and empty lines are none', async () => {
  writeFileSync(file, '# ours\r\n7f7988e4 main.cache\r\n\r\n  0a1b2c3d\n');
  assert.deepEqual([...(await readBaseline(file))], ['7f7988e4', '0a1b2c3d']);
  writeFileSync(file, '');
  assert.deepEqual([...(await readBaseline(file))], []);
});

test('a file that has something else, or is not there, is an error', async () => {
  const fails = { code: 'unreadable-file', exitCode: 2 };
  writeFileSync(file, '7f7988e4\n{"v":1,"command":"diagnose"}\n');
  await assert.rejects(readBaseline(file), {
    ...fails,
    message: `line 2 of ${file} begins with no signature: {"v":1,"command":"di…`,
  });
  await assert.rejects(readBaseline(join(folder, 'nowhere')), { ...fails, message: /nowhere cannot be read: ENOENT/ });
});
