// Runs the built tests under Node's own runner: all of them, or those whose path contains a word given as an argument.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../build/test/', import.meta.url));
const words = process.argv.slice(2);
const files = readdirSync(root, { recursive: true })
  .filter((name) => name.endsWith('.test.js') && (words.length === 0 || words.some((word) => name.includes(word))))
  .sort()
  .map((name) => join(root, name));
if (files.length === 0) {
  console.error(`no test matches ${words.join(' ')}`);
  process.exit(1);
}
// Many of them wait for other processes most of the time: so more at once than the machine has cores.
const options = ['--test', '--test-reporter=spec', '--test-timeout=240000', '--test-concurrency=3'];
const { status } = spawnSync(process.execPath, [...options, ...files], { stdio: 'inherit' });
process.exit(status ?? 1);
