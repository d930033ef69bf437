// Compares classes, counts, shallow and retained sizes with Chrome DevTools' own worker, class by class.
//   npm run check:devtools             snapshots of a sample program on Node 18 to 26, and of Chromium where there is one
//   npm run check:devtools -- FILE…    these files
import { readFileSync, writeFileSync } from 'node:fs';
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
  return chromium === null ? files : [...files, chromium];
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
