// Compares classes, counts, shallow and retained sizes with Chrome DevTools' own worker, class by class.
//   npm run check:devtools             snapshots of a sample program on Node 18 to 26, of Chromium where there is one, and two
//                                      that leakconsole has taken of a running service, one of them redacted
//   npm run check:devtools -- FILE…    these files
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { analyse } from '../../dist/heap/analyse.js';
import { SnapshotParser } from '../../dist/heap/parse.js';
import { chromiumSnapshot } from './chromium.mjs';
import { devtoolsClasses, devtoolsScript } from './devtools.mjs';
import { sampleSnapshot, variants, versions } from './matrix.mjs';

const script = await devtoolsScript();
let failed = 0;
for (const file of process.argv.length > 2 ? process.argv.slice(2) : await sampleFiles()) {
  const theirs = new Map(devtoolsClasses(script, untracked(file)).map(([key, ...figures]) => [key, figures.join(' ')]));
  const ours = new Map(ownClasses(file).map(([key, ...figures]) => [key, figures.join(' ')]));
  const keys = new Set([...theirs.keys(), ...ours.keys()]);
  const differing = [...keys].filter((key) => theirs.get(key) !== ours.get(key));
  console.log(`${file}: ${theirs.size} classes, ${differing.length} differ`);
  for (const key of differing.slice(0, 10)) {
    console.log(`  ${key}: DevTools ${theirs.get(key) ?? 'has none'}, leakconsole ${ours.get(key) ?? 'has none'}`);
  }
  if (differing.length > 0) failed++;
}
process.exitCode = failed > 0 ? 1 : 0;

async function sampleFiles() {
  const files = versions.flatMap((version) => variants.map((options) => sampleSnapshot(version, options)));
  const chromium = await chromiumSnapshot();
  return [...files, ...(chromium === null ? [] : [chromium]), ...(await ownSnapshots())];
}

/** Snapshots of a service of test/fixtures/leaks that leakconsole takes, as it does for its users. */
async function ownSnapshots() {
  const here = (path) => fileURLToPath(new URL(path, import.meta.url));
  const service = spawn(process.execPath, ['--inspect=127.0.0.1:0', here('../fixtures/leaks/cache.cjs')]);
  try {
    let [text] = await once(service.stderr, 'data');
    while (!/ws:\S+\s/.test(text)) text += (await once(service.stderr, 'data'))[0];
    const [url] = /ws:\S+/.exec(text);
    return [[], ['--redact']].map((options) => {
      const file = here(`../../.matrix/live${options.join('')}.heapsnapshot`);
      rmSync(file, { force: true });
      const args = [here('../../bin/leakconsole.js'), 'snapshot', url, file, '--force', ...options];
      const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
      if (status !== 0) throw new Error(stderr);
      return file;
    });
  } finally {
    service.kill('SIGKILL');
  }
}

function ownClasses(file) {
  const parser = new SnapshotParser();
  parser.write(readFileSync(file));
  const { classes } = analyse(parser.end());
  return classes
    .filter(({ count }) => count > 0)
    .map(({ key, count, shallowSize, retainedSize }) => [key, count, shallowSize, retainedSize]);
}

/**
 * DevTools fails on most files with allocation traces (V8 writes a `trace_function_count` that is too small), which it only
 * reads if there are any.
 */
function untracked(file) {
  const text = readFileSync(file, 'latin1');
  if (text.slice(0, 20_000).includes('"trace_function_count":0')) return file;
  const copy = file.replace('.heapsnapshot', '-untracked.heapsnapshot');
  writeFileSync(copy, text.replace(/"trace_function_count":\d+/, '"trace_function_count":0'), 'latin1');
  return copy;
}
