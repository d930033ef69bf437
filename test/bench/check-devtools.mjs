// Compares classes, counts, shallow and retained sizes with Chrome DevTools' own worker, class by class.
//   npm run check:devtools             snapshots of a sample program on Node 18 to 26, of Chromium where there is one, and some
//                                      that leakconsole has taken of a running service: redacted, and by a forked child
//   npm run check:devtools -- v8 [SIZES]   those of the bench, see v8-heaps.mjs (MB, with commas; by default all)
//   npm run check:devtools -- FILE…    these files
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, createReadStream, openSync, readFileSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { analyse } from '../../dist/heap/analyse.js';
import { SnapshotParser } from '../../dist/heap/parse.js';
import { LINES } from '../install-node.mjs';
import { chromiumSnapshot } from './chromium.mjs';
import { devtoolsClasses, devtoolsScript } from './devtools.mjs';
import { sampleSnapshot, variants } from './sample-heaps.mjs';
import { v8Heap, v8Heaps } from './v8-heaps.mjs';

const script = await devtoolsScript();
let failed = 0;
const args = process.argv.slice(2);
for (const file of args.length === 0 ? await sampleFiles() : args[0] === 'v8' ? largeFiles(args[1]) : args) {
  const theirs = new Map(devtoolsClasses(script, untracked(file)).map(([key, ...figures]) => [key, figures.join(' ')]));
  const ours = new Map((await ownClasses(file)).map(([key, ...figures]) => [key, figures.join(' ')]));
  const keys = new Set([...theirs.keys(), ...ours.keys()]);
  const differing = [...keys].filter((key) => theirs.get(key) !== ours.get(key));
  console.log(`${file}: ${theirs.size} classes, ${differing.length} differ`);
  for (const key of differing.slice(0, 10)) {
    console.log(`  ${key}: DevTools ${theirs.get(key) ?? 'has none'}, leakconsole ${ours.get(key) ?? 'has none'}`);
  }
  if (differing.length > 0) failed++;
}
process.exitCode = failed > 0 ? 1 : 0;

/** One after the other, since those that are not there yet take their time. */
function* largeFiles(sizes = Object.keys(v8Heaps).join()) {
  for (const size of sizes.split(',')) {
    for (const [program, version] of Object.entries(v8Heaps[size])) yield v8Heap(program, Number(size), version);
  }
}

async function sampleFiles() {
  const files = LINES.flatMap((line) => variants.map((options) => sampleSnapshot(line, options)));
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
    const ways = process.platform === 'linux' ? [[], ['--redact'], ['--fork']] : [[], ['--redact']];
    return ways.map((options) => {
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

/** As V8 names them: a heap that is opened has finer ones. */
async function ownClasses(file) {
  const parser = new SnapshotParser();
  for await (const chunk of createReadStream(file)) parser.write(chunk);
  return analyse(parser.end())
    .classes.filter(({ count }) => count > 0)
    .map(({ key, count, shallowSize, retainedSize }) => [key, count, shallowSize, retainedSize]);
}

/**
 * DevTools fails on most files with allocation traces (V8 writes a `trace_function_count` that is too small), which it
 * only reads if there are any.
 */
function untracked(file) {
  if (head(file).includes('"trace_function_count":0')) return file;
  const text = readFileSync(file, 'latin1');
  const copy = file.replace('.heapsnapshot', '-untracked.heapsnapshot');
  writeFileSync(copy, text.replace(/"trace_function_count":\d+/, '"trace_function_count":0'), 'latin1');
  return copy;
}

/** Its first 20,000 characters: a large one may not fit into a string. */
function head(file) {
  const descriptor = openSync(file);
  const buffer = Buffer.alloc(20_000);
  const read = readSync(descriptor, buffer);
  closeSync(descriptor);
  return buffer.latin1Slice(0, read);
}
