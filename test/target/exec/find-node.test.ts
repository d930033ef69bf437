import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { execPlace, nodesOf } from '#src/target/exec/place.js';
import { noNamespaces as skip } from '../../helpers/namespace.js';

const FOUND = 0;
const NOT_FOUND = 127;
const find = nodesOf(execPlace('ssh:far', ['ssh', 'far'])).at(-1)!;

/** Runs Node `path`, in a process namespace of its own, and looks for a Node there; `enter` comes before that one. */
function search(path: string, enter: readonly string[] = []): number | null {
  const script = `
    path=$1; shift
    "$@" "$path" -e "setInterval(() => {}, 1000)" &
    until [ "$(basename "$(readlink /proc/$!/exe)")" = node ]; do :; done
    ${find.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ')} --version`;
  const options = ['-f', '-p', '--mount-proc', '--kill-child', 'sh', '-c', script, 'sh', path, ...enter];
  return spawnSync('unshare', options).status;
}

test('of the Nodes that run at a place only one is run that nobody else could have put there', { skip }, (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'leakconsole-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const node = join(directory, 'node');
  copyFileSync(process.execPath, node);
  chmodSync(node, 0o755);
  assert.equal(search(node), FOUND);
  assert.equal(search(node, ['unshare', '-m']), NOT_FOUND, 'of a container');
  chmodSync(node, 0o757);
  assert.equal(search(node), NOT_FOUND, 'that anybody may write to');
  chmodSync(node, 0o755);
  chownSync(node, 65_534, 65_534);
  assert.equal(search(node), NOT_FOUND, 'of another user');
});
