import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The path of a file of a package from npm, which only tests use and which is installed beside the Nodes of the matrix,
 * in .matrix/NAME; null where npm cannot install it.
 */
export function npmTool(name: string, specifier: string, path: string): string | null {
  const folder = fileURLToPath(new URL(`../../../.matrix/${name}`, import.meta.url));
  const file = join(folder, 'node_modules', path);
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const options = ['--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund'];
  const { status } = spawnSync('npm', ['install', ...options, specifier], { cwd: folder, timeout: 120_000 });
  return status === 0 && existsSync(file) ? file : null;
}
