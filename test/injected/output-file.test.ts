import '../helpers/own-program.js';
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { OutputFile } from '#src/injected/fork/output-file.js';
import { withDirectory } from '../helpers/console-server.js';

/** An open file of this name into which something was written. */
function written(path: string): OutputFile {
  const file = OutputFile.open(path);
  assert.ok(file instanceof OutputFile);
  writeFileSync(file.fd, 'ours');
  file.close();
  return file;
}

test('a file has its name when it is whole, and nothing else is left', () =>
  withDirectory(async (directory) => {
    const path = join(directory, 'file');
    assert.deepEqual(written(path).finish(), { path, bytes: 4 });
    assert.equal(readFileSync(path, 'utf8'), 'ours');
    assert.deepEqual(readdirSync(directory), ['file']);
    assert.deepEqual(OutputFile.open(path), { error: null });
  }));

test('a file that came meanwhile is not replaced', () =>
  withDirectory(async (directory) => {
    const path = join(directory, 'file');
    const file = written(path);
    writeFileSync(path, 'theirs');
    assert.throws(() => file.finish(), { code: 'EEXIST' });
    assert.equal(readFileSync(path, 'utf8'), 'theirs');
    assert.deepEqual(readdirSync(directory), ['file']);
  }));
