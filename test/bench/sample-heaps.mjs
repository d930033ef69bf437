// Heap snapshots of the sample program from every Node version that leakconsole supports.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { installNode } from '../install-node.mjs';

const folder = fileURLToPath(new URL('../../.matrix/', import.meta.url));
const program = fileURLToPath(new URL('sample-heap.cjs', import.meta.url));

export const variants = [[], ['numbers'], ['internals'], ['tracking'], ['internals', 'numbers', 'tracking'], ['large']];

/** Writes a snapshot of the sample program, and gives the path of the file. */
export function sampleSnapshot(line, options) {
  const file = `${folder}${['node', line, ...options].join('-')}.heapsnapshot`;
  run(installNode(line), [program, file, ...options]);
  return file;
}

function run(command, args) {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error ?? stderr}`);
}
