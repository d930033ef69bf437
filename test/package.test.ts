import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { long } from './helpers/long.js';
import { withTarget } from './helpers/target.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'leakconsole-package-'));
after(() => rmSync(folder, { recursive: true }));

/** What npm would publish, with our dependencies beside it. */
const installed = join(folder, 'node_modules/leakconsole');
for (const path of packedFiles()) cpSync(join(root, path), join(installed, path));
for (const name of Object.keys(manifest().dependencies)) {
  const link = join(folder, 'node_modules', name);
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(join(root, 'node_modules', name), link, 'junction');
}

function manifest(): { version: string; dependencies: Record<string, string> } {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
}

function packedFiles(): string[] {
  const options = { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' } as const;
  const [{ files }] = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--ignore-scripts', '--json'], options));
  return files.map(({ path }: { path: string }) => path);
}

function run(args: readonly string[]): string {
  return execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
}

const program = join(installed, 'bin/leakconsole.js');

test('the published command line tells its version and its schemas', () => {
  assert.equal(run([program, '--version']), `${manifest().version}\n`);
  assert.match(JSON.parse(run([program, 'schema', 'types'])).$schema, /json-schema/);
});

test('the published command line evaluates, looks, and reads snapshots', () =>
  withTarget('service.cjs', {}, async ({ pid, port }) => {
    assert.equal(run([program, 'eval', String(port), 'process.pid']), `${pid}\n`);
    const snapshot = join(folder, 'a.heapsnapshot');
    run([program, 'snapshot', String(port), snapshot]);
    assert.match(run([program, 'types', snapshot]), /Object/);
  }));

test(
  'the published command line sends its relay',
  { skip: (process.platform !== 'linux' && 'no /proc') || long.skip },
  () =>
    withTarget('service.cjs', { inspect: false }, async ({ pid }) => {
      assert.equal(run([program, 'eval', `exec:env -- pid:${pid}`, 'cache.size']), '2\n');
    }),
);

test('the published package is imported by programs, and opens a console in a service', () => {
  const script = join(folder, 'script.mjs');
  writeFileSync(
    script,
    `import { attach, openSnapshot } from 'leakconsole'; console.log(typeof attach, typeof openSnapshot);`,
  );
  assert.equal(run([script]), 'function function\n');
  assert.equal(run(['--import', 'leakconsole/register', '-e', 'console.log(1); process.exit()']), '1\n');
});
