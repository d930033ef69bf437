import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { corpus } from './packages.mjs';

/** Where the production builds are made: outside of node_modules, whose files bundlers treat in another way. */
const builds = fileURLToPath(new URL('../../../.corpus/', import.meta.url));

/** Builds a framework's service, once: its sources are copied, its packages installed, its build script run. */
export function buildFramework(name) {
  const sources = join(corpus, 'frameworks', name);
  const folder = join(builds, name);
  const done = join(folder, '.built');
  const stamp = readSources(sources);
  if (existsSync(done) && readFileSync(done, 'utf8') === stamp) return folder;
  rmSync(folder, { recursive: true, force: true });
  cpSync(sources, folder, { recursive: true });
  run('npm', ['install', '--no-package-lock', '--no-audit', '--no-fund', '--loglevel=error'], folder);
  run('npm', ['run', '--if-present', '--silent', 'build'], folder);
  writeFileSync(done, stamp);
  return folder;
}

function run(command, args, cwd) {
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NUXT_TELEMETRY_DISABLED: '1' };
  const { status } = spawnSync(command, args, {
    cwd,
    env,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed in ${cwd}`);
}

/** All the text of the sources: a build is out of date if it was another. */
function readSources(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  return paths.map((path) => readFileSync(path, 'utf8')).join('');
}
