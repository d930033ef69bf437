// The newest Node of a line, as the npm package of its binary: where test/matrix.mjs puts it.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const LINES = ['18', '20', '22', '24', '26'];

/** The path of the binary; it is installed where it is not there yet. */
export function installNode(line) {
  const folder = fileURLToPath(new URL(`../../.matrix/${line}`, import.meta.url));
  const name = `node-linux-${process.arch}`;
  const binary = join(folder, 'node_modules', name, 'bin/node');
  if (existsSync(binary)) return binary;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const options = ['--no-save', '--no-package-lock', '--ignore-scripts'];
  const { status } = spawnSync('npm', ['install', ...options, `${name}@${line}`], { cwd: folder, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${name}@${line} cannot be installed`);
  return binary;
}
