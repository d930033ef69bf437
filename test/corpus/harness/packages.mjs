import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the corpus. */
export const corpus = fileURLToPath(new URL('..', import.meta.url));

/** Installs the packages of a folder's lock file into its node_modules, which git ignores; does nothing if that was done. */
export function installPackages(folder) {
  const lock = join(folder, 'package-lock.json');
  const installed = join(folder, 'node_modules', '.package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync('npm', args, { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) throw new Error(`npm ci failed in ${folder}`);
  utimesSync(installed, new Date(), new Date());
}

/** The entries of one file of the log. */
export function readLog(name) {
  return JSON.parse(readFileSync(join(corpus, 'log', `${name}.json`), 'utf8'));
}
