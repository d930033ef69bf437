// The snapshots that the bench and the checks run on: written by V8 of the heaps of test/bench/programs, kept in
// test/bench/.heaps.
//   node test/bench/v8-heaps.mjs [SIZES]      writes those that are missing, of these sizes (MB, with commas)
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { installNode } from '../install-node.mjs';
import { installOthers } from './devtools.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/**
 * For each size, in MB of snapshot, the programs and the version of Node that each runs on. The compiler and the
 * bundler need Node 22: up to 20, V8 takes quadratic time for heaps with many strings that are numbers.
 */
export const v8Heaps = {
  10: { service: 18, 'graphql-server': 26, texts: 20, closures: 22, lists: 24 },
  100: { service: 20, 'typescript-project': 24, bundler: 22, 'graphql-server': 26, texts: 18, closures: 24, lists: 20 },
  400: { service: 20, 'typescript-project': 26, bundler: 24, 'graphql-server': 22, texts: 24, closures: 18, lists: 22 },
  1300: { service: 24, 'typescript-project': 22, bundler: 26, lists: 22 },
};

/** Gives the path of the snapshot of a program's heap of about `megabytes`; writes it where it is not there yet. */
export function v8Heap(program, megabytes, version) {
  installOthers();
  mkdirSync(here('.heaps'), { recursive: true });
  const file = here(`.heaps/${program}-${megabytes}-node-${version}.heapsnapshot`);
  if (existsSync(file)) return file;
  const args = ['--max-old-space-size=16000', here('write-heap.cjs'), program, String(megabytes), file];
  const { status, stderr, error } = spawnSync(installNode(version), args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} on Node ${version}: ${error ?? stderr}`);
  return file;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const sizes = process.argv[2]?.split(',') ?? Object.keys(v8Heaps);
  for (const size of sizes) {
    for (const [program, version] of Object.entries(v8Heaps[size])) console.log(v8Heap(program, Number(size), version));
  }
}
