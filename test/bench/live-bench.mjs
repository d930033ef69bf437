// What looking at a running process costs it, and how well that is foretold. One run, ratios: the machine may be busy.
//   npm run bench -- live [estimates] [kinds=small,lists] [sizes=50,200] [costs] [objects=3000000] [node=20,24] [memlab]
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { attachConsole } from '../../build/test/helpers/console.js';
import { censusLens } from '../../dist/lenses/census/census-lens.js';
import { measureCost } from '../../dist/lenses/measure-cost.js';
import { measureByCollecting, measureHeap } from '../../dist/lenses/measure-heap.js';
import { snapshotLens } from '../../dist/lenses/snapshot/snapshot-lens.js';
import { streamHeapSnapshot } from '../../dist/lenses/snapshot/stream-snapshot.js';
import { installNode } from '../install-node.mjs';
import { installOthers } from './devtools.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const heaps = fileURLToPath(new URL('../fixtures/heaps.cjs', import.meta.url));
const signal = new AbortController().signal;
/** Bytes of heap that an order of test/fixtures/heaps.cjs takes with its three objects. */
const BYTES_AN_ORDER = 343;

export async function bench(args) {
  const options = Object.fromEntries(args.map((arg) => arg.split('=')));
  const all = !('estimates' in options) && !('costs' in options) && !('memlab' in options);
  if (all || 'costs' in options) {
    // What V8 takes for a count differs from version to version.
    for (const version of (options.node ?? '20,24').split(',')) {
      await costs(Number(options.objects ?? 3e6), version);
    }
  }
  if (all || 'estimates' in options) {
    const kinds = (options.kinds ?? 'strings,texts,small,lists,typed,buffers,numbers,closures').split(',');
    await estimates(kinds, (options.sizes ?? '50,200').split(',').map(Number));
  }
  if (all || 'memlab' in options) await endToEnd(Number(options.objects ?? 3e6));
}

/**
 * Stall and memory of a count and of a growth, against a snapshot as DevTools takes it; and the answers from a live
 * snapshot.
 */
async function costs(objects, version) {
  const megabytes = ((objects / 3) * BYTES_AN_ORDER) / 1e6;
  const title = `costs of a target of ${(objects / 1e6).toFixed(1)} M objects on Node ${version}`;
  console.log(`\n${title}: the stall, ms; the growth of RSS, MB`);
  const withOrders = (use) => withTarget('small', megabytes, use, installNode(version));
  const snapshot = await withOrders(({ target }) => devtoolsSnapshot(target));
  print('snapshot as DevTools takes it', snapshot);
  // A target of its own each: what the first has made it allocate, the second finds.
  print('snapshot as we take it', await withOrders(({ target }) => plainSnapshot(target)), snapshot);
  for (const command of ['.types', '.growth', '.types --no-pause']) {
    const { cost } = await withOrders(({ run }) => run(command));
    print(command, cost, snapshot);
  }
  for (const command of ['.types --snapshot', '.retainers Order']) {
    const { wall, cpu } = await withOrders((each) => answerTime(each, command));
    const share = ({ target, answer }) =>
      `${Math.round(target)} ms, answer ${Math.round(answer)} ms: ${((100 * answer) / target).toFixed(1)} %`;
    console.log(`${command}: until the last byte ${share(wall)}; of CPU ${share(cpu)}`);
  }
}

/** What was foretold against what happened. */
async function estimates(kinds, sizes) {
  console.log('\nestimates: foretold / real = ratio');
  for (const kind of kinds) {
    for (const size of sizes) {
      await withTarget(kind, size, async ({ target, run }) => {
        const options = { notice: () => {}, progress: () => {}, signal };
        const heap = await measureByCollecting(target, await measureHeap(target, options));
        const { cost: census } = await run('.types');
        const snapshot = await plainSnapshot(target);
        const parts = [
          ['count', censusLens.estimate(heap), census],
          ['snapshot', snapshotLens.estimate(heap), snapshot],
        ];
        for (const [name, { pauseMs, rssBytes }, real] of parts) {
          console.log(
            `${kind.padEnd(9)} ${String(size).padStart(5)} MB  ${name.padEnd(8)}  stall ${versus(pauseMs, real.pauseMs, 'ms')}  RSS ${versus(rssBytes / 1e6, real.rssDeltaBytes / 1e6, 'MB')}`,
          );
        }
      });
    }
  }
}

/** From nothing to the path that holds the leak: ours, and with the tools there are. */
async function endToEnd(objects) {
  installOthers();
  const folder = mkdtempSync(join(tmpdir(), 'leakconsole-bench-'));
  const megabytes = ((objects / 3) * BYTES_AN_ORDER) / 1e6;
  try {
    const ours = await withTarget('small', megabytes, async ({ url }) => {
      const file = join(folder, 'ours.heapsnapshot');
      const lines = ['-e', `.snapshot ${file}`, '-e', '.retainers Order'];
      const cli = fileURLToPath(new URL('../../bin/leakconsole.js', import.meta.url));
      return await timed(process.execPath, [cli, 'attach', url, '--force', ...lines]);
    });
    const theirs = await withTarget('small', megabytes, async ({ url }) => {
      const file = join(folder, 'theirs.heapsnapshot');
      const inspect = await timed(
        process.execPath,
        ['inspect', new URL(url).host],
        `takeHeapSnapshot('${file}')\n`,
        /Wrote snapshot/,
      );
      const memlab = await timed(process.execPath, ['--max-old-space-size=16000', here('memlab-entry.mjs'), file]);
      console.log(
        `\nnode inspect ${Math.round(inspect)} ms, memlab ${Math.round(memlab)} ms (${Math.round(statSync(file).size / 1e6)} MB)`,
      );
      return inspect + memlab;
    });
    console.log(
      `end to end: leakconsole ${Math.round(ours)} ms, node inspect and memlab ${Math.round(theirs)} ms, ${(theirs / ours).toFixed(2)}×`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * With the options of DevTools (HeapSnapshotView.ts, takeHeapSnapshot), which keeps the chunks until it has them all.
 */
async function devtoolsSnapshot(target) {
  const options = { reportProgress: true, captureNumericValue: true, exposeInternals: true };
  const chunks = [];
  const off = target.session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk));
  const { cost } = await measureCost(target, () => target.session.send('HeapProfiler.takeHeapSnapshot', options));
  off();
  return cost;
}

/** As we take it. */
async function plainSnapshot(target) {
  const sink = { write: () => {}, progress: () => {} };
  return (await measureCost(target, () => streamHeapSnapshot(target.session, sink, signal))).cost;
}

/**
 * How long the target takes until its last byte, and how long after that the answer is there: by the clock, and the
 * time of processors that each took, which other programs on the machine change less. ms
 */
async function answerTime({ target, run }, command) {
  const started = { wall: performance.now(), cpu: cpuMsOf(target.process.pid) };
  let last = null;
  target.session.on('HeapProfiler.addHeapSnapshotChunk', () => {
    last = { wall: performance.now(), cpu: cpuMsOf(target.process.pid), ours: cpuMsOf(process.pid) };
  });
  await run(command);
  return {
    wall: { target: last.wall - started.wall, answer: performance.now() - last.wall },
    cpu: { target: last.cpu - started.cpu, answer: cpuMsOf(process.pid) - last.ours },
  };
}

/** utime and stime of proc(5), which counts hundredths of a second. */
function cpuMsOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1].split(' ');
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

async function withTarget(kind, megabytes, use, node = process.execPath) {
  const child = spawn(node, ['--max-old-space-size=12000', '--inspect=127.0.0.1:0', heaps], {
    env: { ...process.env, HEAP_KIND: kind, HEAP_MB: String(megabytes) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  try {
    let text = '';
    await new Promise((resolve, reject) => {
      const look = (chunk) => {
        text += chunk;
        if (/^ready$/m.test(text)) resolve();
      };
      child.stdout.on('data', look);
      child.stderr.on('data', look);
      child.on('exit', () => reject(new Error(text)));
    });
    const [url] = /ws:\S+/.exec(text);
    const console = await attachConsole({ url }, { timeout: 60_000, maxPause: 600_000, force: true });
    const run = async (line) => (await console.json(line))[0];
    try {
      return await use({ target: console.target, url, run });
    } finally {
      await console.detach();
    }
  } finally {
    child.removeAllListeners('exit');
    child.kill('SIGKILL');
  }
}

/** ms until a program ends, or until it has written what `until` matches. */
async function timed(command, args, input, until) {
  const start = performance.now();
  const child = spawn(command, args, { stdio: [input ? 'pipe' : 'ignore', 'pipe', 'inherit'] });
  if (input) setTimeout(() => child.stdin.write(input), 1000);
  await new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      if (until?.test(text)) resolve();
    });
    child.on('error', reject).on('exit', (code) => (code && !until ? reject(new Error(text)) : resolve()));
  });
  child.kill();
  return performance.now() - start - (input ? 1000 : 0);
}

function print(name, cost, reference = null) {
  const times = (key) => (reference[key] / cost[key]).toFixed(1);
  const ratios = reference ? `${times('pauseMs')}× less stall, ${times('rssDeltaBytes')}× less memory` : '';
  const megabytes = Math.round(cost.rssDeltaBytes / 1e6);
  console.log(
    `${name.padEnd(30)} ${String(Math.round(cost.pauseMs)).padStart(8)} ms  ${String(megabytes).padStart(6)} MB  ${ratios}`,
  );
}

/** `!` marks what is off by more than a factor of 2, unless both are too small to matter, or to be measured. */
function versus(foretold, real, unit) {
  const ratio = foretold / real;
  const small = unit === 'MB' ? 20 : 100;
  const mark = (ratio > 2 || ratio < 0.5) && Math.max(foretold, real) > small ? ' !' : '';
  return `${foretold.toFixed(0).padStart(6)} / ${real.toFixed(0).padStart(6)} ${unit} = ${ratio.toFixed(2)}${mark}`.padEnd(
    34,
  );
}
