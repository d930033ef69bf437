// Runs the built tests under Node's own runner: all of them, or those whose path contains a word given as an argument.
// With --short without those that take long (helpers/long.ts).
// Files in which a test failed run once more, one at a time: there a test that a busy machine has made fail passes, and
// one that is wrong fails again.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../build/test/', import.meta.url));
const args = process.argv.slice(2);
const isShort = args.includes('--short');
const words = args.filter((arg) => arg !== '--short');
const files = readdirSync(root, { recursive: true })
  .filter((name) => name.endsWith('.test.js') && (words.length === 0 || words.some((word) => name.includes(word))))
  .sort()
  .map((name) => join(root, name));
if (files.length === 0) {
  console.error(`no test matches ${words.join(' ')}`);
  process.exit(1);
}
// Many of them wait for other processes most of the time: so more at once than the machine has cores.
let { passed, failed } = run(files, 4);
if (!passed && failed.length > 0) {
  console.log(`\n── once more, one at a time ──\n\n${failed.join('\n')}\n`);
  ({ passed } = run(failed, 1));
}
process.exit(passed ? 0 : 1);

/** Runs test files, so many at once; tells whether all passed, and those that did not. */
function run(files, concurrency) {
  const folder = mkdtempSync(join(tmpdir(), 'leakconsole-tests-'));
  const list = join(folder, 'failed');
  const reporters = [
    ['spec', 'stdout'],
    [fileURLToPath(new URL('failed-files.mjs', import.meta.url)), list],
  ].flatMap(([reporter, to]) => [`--test-reporter=${reporter}`, `--test-reporter-destination=${to}`]);
  const options = ['--test', ...reporters, '--test-timeout=1200000', `--test-concurrency=${concurrency}`];
  try {
    const env = { ...process.env, LEAKCONSOLE_SHORT_TESTS: isShort ? '1' : '' };
    const { status } = spawnSync(process.execPath, [...options, ...files], { stdio: 'inherit', env });
    const named = new Set(readFileSync(list, 'utf8').split('\n'));
    return { passed: status === 0, failed: files.filter((file) => named.has(file)) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
