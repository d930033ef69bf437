// Heap snapshots of the sample program from every Node version that leakconsole supports.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const matrix = fileURLToPath(new URL('../../.matrix/', import.meta.url));
const program = fileURLToPath(new URL('sample-heap.cjs', import.meta.url));

export const versions = [18, 20, 22, 24, 26];
export const variants = [[], ['numbers'], ['internals'], ['tracking'], ['internals', 'numbers', 'tracking'], ['large']];

/** Installs a Node version from its npm package, and gives the path of its binary. */
export function nodeBinary(version) {
  const folder = `${matrix}node-${version}`;
  const binary = `${folder}/node_modules/.bin/node`;
  if (!existsSync(binary)) {
    mkdirSync(folder, { recursive: true });
    run('npm', ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', `node@${version}`]);
  }
  return binary;
}

/** Writes a snapshot of the sample program, and gives the path of the file. */
export function sampleSnapshot(version, options) {
  const file = `${matrix}${['node', version, ...options].join('-')}.heapsnapshot`;
  run(nodeBinary(version), [program, file, ...options]);
  return file;
}

function run(command, args) {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error ?? stderr}`);
}
