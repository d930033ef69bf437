// Runs the built tests with targets on each line of Node that we attach to, or on the lines that are given as numbers:
// all tests that start a target, or those whose path contains a word that is given; with --short without those that
// take long. The binaries are those of the npm packages of Node, in .matrix.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LINES = ['18', '20', '22', '24', '26'];
const WITH_TARGETS = [
  'analysis/leaks',
  'cli/',
  'commands/',
  'dispatch/',
  'fork/',
  'injected/',
  'isolate/',
  'lenses/',
  'places/bundles',
  'register/',
  'repl/',
  'session/',
  'target/',
];

const root = fileURLToPath(new URL('..', import.meta.url));
const args = process.argv.slice(2);
const lines = args.filter((arg) => LINES.includes(arg));
const words = args.filter((arg) => !LINES.includes(arg) && arg !== '--short');
const results = (lines.length > 0 ? lines : LINES).map((line) => {
  const node = install(line);
  const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim();
  console.log(`\n── targets on Node ${version} ──\n`);
  return { version, passed: run(node) };
});

console.log('');
for (const { version, passed } of results) console.log(`targets on Node ${version}: ${passed ? 'passed' : 'FAILED'}`);
process.exit(results.every(({ passed }) => passed) ? 0 : 1);

/** Runs the tests with targets on a Node; tells whether they passed. */
function run(node) {
  const short = args.includes('--short') ? ['--short'] : [];
  const script = [join(root, 'test/run.mjs'), ...short, ...(words.length > 0 ? words : WITH_TARGETS)];
  const env = { ...process.env, LEAKCONSOLE_TARGET_NODE: node };
  return spawnSync(process.execPath, script, { stdio: 'inherit', env }).status === 0;
}

/** Installs the newest Node of a line, where it is not there yet, and gives the path of the binary. */
function install(line) {
  const folder = join(root, '.matrix', line);
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  // What the package `node` would fetch in an install script, which npm may forbid.
  const name = `${platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node'}-${platform}-${process.arch}`;
  const binary = join(folder, 'node_modules', name, 'bin', platform === 'win' ? 'node.exe' : 'node');
  if (!existsSync(binary)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    const { status } = spawnSync(
      'npm',
      ['install', '--no-save', '--no-package-lock', '--ignore-scripts', `${name}@${line}`],
      {
        cwd: folder,
        stdio: 'inherit',
        shell: platform === 'win',
      },
    );
    if (status !== 0) process.exit(1);
  }
  return binary;
}
