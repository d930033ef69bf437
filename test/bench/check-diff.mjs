// Compares the differences of two snapshots with those that Chrome DevTools' own worker finds, class by class.
//   node test/bench/check-diff.mjs              two snapshots of a leaking service on each of Node 18 to 26
//   node test/bench/check-diff.mjs BASE FILE    these files
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { diff } from '../../dist/analysis/diff.js';
import { loadSnapshot } from '../../dist/snapshot/files.js';
import { installNode, LINES } from '../install-node.mjs';
import { devtoolsDiff, devtoolsScript } from './devtools.mjs';

const leaks = fileURLToPath(new URL('../fixtures/leaks/', import.meta.url));
const script = await devtoolsScript();
const [base, file] = process.argv.slice(2);
const pairs = file ? [[base, file]] : await Promise.all(LINES.map(snapshotsOfService));
let failed = 0;
for (const [before, after] of pairs) {
  const theirs = devtoolsDiff(script, after, before).map((figures) => figures.join(' '));
  const { types } = diff(await loadSnapshot(after, () => {}), await loadSnapshot(before, () => {}), Infinity);
  const ours = types.map((row) => [row.name, row.new, row.deleted, row.allocatedBytes, row.freedBytes].join(' '));
  const differing = [
    ...ours.filter((figures) => !theirs.includes(figures)).map((figures) => `leakconsole: ${figures}`),
    ...theirs.filter((figures) => !ours.includes(figures)).map((figures) => `DevTools: ${figures}`),
  ];
  console.log(`${after}: ${ours.length} classes changed, ${differing.length} differ`);
  for (const line of differing) console.log(`  ${line}`);
  if (differing.length > 0 || ours.length !== theirs.length) failed++;
}
process.exitCode = failed > 0 ? 1 : 0;

/** Two snapshots of one service, with requests before each, and some objects gone in between. */
async function snapshotsOfService(line) {
  const directory = fileURLToPath(new URL(`../../.matrix/diff-${line}/`, import.meta.url));
  mkdirSync(directory, { recursive: true });
  const args = ['--require', `${leaks}write-snapshot.cjs`, `${leaks}listener.mjs`];
  const child = spawn(installNode(line), args, {
    env: { ...process.env, SNAPSHOTS: directory },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { value: port } = await lines.next();
  const files = [];
  for (let batch = 0; batch < 2; batch++) {
    for (let request = 0; request < 200; request++) {
      await (await fetch(`http://127.0.0.1:${port}/${batch}/${request}`)).text();
    }
    child.kill('SIGUSR2');
    files.push((await lines.next()).value);
  }
  child.kill('SIGKILL');
  return files;
}
