// Speed and memory of loading and analysing heap snapshots, side by side with Chrome DevTools' worker, memlab and a byte scan.
//   npm run bench -- heap [sizes=10,100,400,1300] [shapes] [real] [repeat=3] [without=memlab,devtools] [keep=FOLDER]
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { devtoolsScript, installOthers } from './devtools.mjs';
import { generate } from './generate.mjs';
import { nodeBinary } from './matrix.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** What must finish within three times the time per byte of the ordinary heap. */
const unusual = { list: 5e6, chain: 5e6, retainers: 5e6, complete: 3000, duplicates: 10e6, service: 20e6 / 16 };

export async function bench(args) {
  const options = Object.fromEntries(args.map((arg) => arg.split('=')));
  const all = !('sizes' in options) && !('shapes' in options) && !('real' in options);
  const sizes = (options.sizes ?? (all ? '10,100,400,1300' : '')).split(',').filter(Boolean).map(Number);
  const repeat = Number(options.repeat ?? 3);
  const without = (options.without ?? '').split(',');
  const folder = options.keep ?? mkdtempSync(join(tmpdir(), 'leakconsole-bench-'));
  mkdirSync(folder, { recursive: true });
  installOthers();
  const more = ['--max-old-space-size=16000'];
  const contenders = [
    { name: 'scan', args: [here('scan-entry.mjs')] },
    { name: 'leakconsole', args: [here('open-entry.mjs')] },
    { name: 'devtools', args: [...more, await devtoolsScript()] },
    { name: 'memlab', args: [...more, here('memlab-entry.mjs')] },
  ].filter(({ name }) => !without.includes(name));
  try {
    for (const size of sizes) {
      const file = join(folder, `service-${size}.heapsnapshot`);
      // About 1,436 bytes an order.
      generate(file, 'service', Math.round((size * 1e6) / 1436));
      await compare(`service, ${size} MB`, file, contenders, repeat);
      if (!options.keep) rmSync(file);
    }
    if (all || 'real' in options) {
      const file = join(folder, 'real.heapsnapshot');
      await run(nodeBinary(20), ['--max-old-space-size=8000', here('real-heap.cjs'), await devtoolsScript(), file]);
      await compare('acorn, a syntax tree', file, contenders, repeat);
    }
    if (all || 'shapes' in options) {
      for (const [shape, count] of Object.entries(unusual)) {
        const file = join(folder, `${shape}.heapsnapshot`);
        const { nodeCount, edgeCount } = generate(file, shape, count);
        const title = `${shape} of ${count} (${nodeCount} nodes, ${edgeCount} edges)`;
        await compare(title, file, contenders.slice(0, 2), 1);
        rmSync(file);
      }
    }
  } finally {
    if (!options.keep) rmSync(folder, { recursive: true });
  }
}

/** Runs all on one file, in turns, and prints the medians. */
async function compare(title, file, contenders, repeat) {
  const megabytes = statSync(file).size / 1e6;
  const limit = 60 + 1.4 * megabytes;
  const results = new Map(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < repeat; round++) {
    for (const { name, args } of contenders) results.get(name).push(await run(process.execPath, [...args, file]));
  }
  const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
  const medians = new Map(
    [...results].map(([name, runs]) => [
      name,
      ['wallS', 'cpuS', 'rssMB'].map((figure) => median(runs.map((each) => each[figure]))),
    ]),
  );
  console.log(`\n${title}: ${megabytes.toFixed(0)} MB, RSS limit ${limit.toFixed(0)} MB`);
  const [own, ownCpu] = medians.get('leakconsole');
  for (const [name, [wall, cpu, rss]] of medians) {
    const times = (value, base) => `${(value / base).toFixed(1)}×`;
    const line = [
      `${wall.toFixed(2)} s`,
      `${cpu.toFixed(2)} s CPU`,
      `${rss.toFixed(0)} MB`,
      times(wall, own),
      times(cpu, ownCpu),
    ];
    console.log(`  ${name.padEnd(12)} ${line.map((text) => text.padStart(12)).join('')}`);
  }
}

/** Runs a program to its end; gives its time from start to end, seconds, and its own figures. */
function run(command, args) {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(command, ['--require', here('measured.cjs'), ...args], {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
      cwd: here('.'),
    });
    let errors = '';
    let figures = '';
    child.stderr.on('data', (data) => {
      errors += data;
    });
    child.stdio[3].on('data', (data) => {
      figures += data;
    });
    child.on('close', (code) => {
      const wallS = (performance.now() - started) / 1000;
      if (code === 0) resolve({ wallS, ...JSON.parse(figures) });
      else reject(new Error(`${args.join(' ')} ended with ${code}\n${errors.slice(-2000)}`));
    });
  });
}
