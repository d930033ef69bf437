// Runs the built tests with targets on each line of Node that we attach to, or on the lines that are given as numbers:
// all tests that start a target, or those whose path contains a word that is given; with --short without those that
// take long.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { installNode, LINES } from './install-node.mjs';

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

const runner = fileURLToPath(new URL('run.mjs', import.meta.url));
const args = process.argv.slice(2);
const lines = args.filter((arg) => LINES.includes(arg));
const words = args.filter((arg) => !LINES.includes(arg) && arg !== '--short');
const results = (lines.length > 0 ? lines : LINES).map((line) => {
  const node = installNode(line);
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
  const script = [runner, ...short, ...(words.length > 0 ? words : WITH_TARGETS)];
  const env = { ...process.env, LEAKCONSOLE_TARGET_NODE: node };
  return spawnSync(process.execPath, script, { stdio: 'inherit', env }).status === 0;
}
