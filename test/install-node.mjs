// The newest Node of each line that we attach to, as the npm package of its binary, in .matrix.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const LINES = ['18', '20', '22', '24', '26'];

/** The path of the binary; it is installed where it is not there yet. */
export function installNode(line) {
  const folder = fileURLToPath(new URL(`../.matrix/${line}`, import.meta.url));
  const isWindows = process.platform === 'win32';
  const platform = isWindows ? 'win' : process.platform;
  // What the package `node` would fetch in an install script, which npm may forbid.
  const name = `${platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node'}-${platform}-${process.arch}`;
  const binary = join(folder, 'node_modules', name, 'bin', isWindows ? 'node.exe' : 'node');
  if (existsSync(binary)) return binary;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const args = ['install', '--no-save', '--no-package-lock', '--ignore-scripts', `${name}@${line}`];
  const { status } = spawnSync('npm', args, { cwd: folder, stdio: 'inherit', shell: isWindows });
  if (status !== 0) throw new Error(`${name}@${line} cannot be installed`);
  return binary;
}
