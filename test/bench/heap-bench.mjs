// Speed and memory of loading and analysing heap snapshots that V8 wrote, side by side with Chrome DevTools' worker,
// memlab and a byte scan; with four threads, whatever the machine; of reopening them; and of generated ones, for the
// shapes that no program makes.
//   npm run bench -- heap [sizes=10,100,400,1300] [programs=service,texts] [shapes] [repeat=3] [without=memlab,devtools]
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { devtoolsScript, installOthers } from './devtools.mjs';
import { generate } from './generate.mjs';
import { v8Heap, v8Heaps } from './v8-heaps.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** What must finish within three times the time per byte of the ordinary heap. */
const unusual = { list: 5e6, chain: 5e6, retainers: 5e6, complete: 3000, duplicates: 10e6, service: 20e6 / 16 };

/** A class of which the heap of each program has many, for `retainers`. */
const frequent = { service: 'Item' };

export async function bench(args) {
  const options = Object.fromEntries(args.map((arg) => arg.split('=')));
  const sizes = (options.sizes ?? ('shapes' in options ? '' : Object.keys(v8Heaps).join())).split(',').filter(Boolean);
  const repeat = Number(options.repeat ?? 3);
  const without = (options.without ?? '').split(',');
  const folder = mkdtempSync(join(tmpdir(), 'leakconsole-bench-'));
  installOthers();
  const more = ['--max-old-space-size=16000'];
  const contenders = [
    { name: 'scan', args: [here('scan-entry.mjs')] },
    { name: 'leakconsole', args: [here('open-entry.mjs')] },
    { name: '4 threads', args: ['--require', here('threads.cjs'), here('open-entry.mjs')] },
    { name: 'reopened', args: [here('reopen-entry.mjs'), join(folder, 'indexes')] },
    { name: 'devtools', args: [...more, await devtoolsScript()] },
    { name: 'memlab', args: [...more, here('memlab-entry.mjs')] },
  ].filter(({ name }) => !without.includes(name));
  try {
    for (const size of sizes) {
      for (const [program, version] of Object.entries(v8Heaps[size])) {
        if (options.programs && !options.programs.split(',').includes(program)) continue;
        const file = v8Heap(program, Number(size), version);
        const reopened = contenders.find(({ name }) => name === 'reopened');
        if (reopened) await run(process.execPath, [...reopened.args, file]);
        await compare(`${program}, Node ${version}`, file, contenders, repeat);
        if (program in frequent) await compareCommands(file, frequent[program], repeat);
        rmSync(join(folder, 'indexes'), { recursive: true, force: true });
      }
    }
    if (sizes.length === Object.keys(v8Heaps).length || 'shapes' in options) {
      for (const [shape, count] of Object.entries(unusual)) {
        const file = join(folder, `${shape}.heapsnapshot`);
        const { nodeCount, edgeCount } = generate(file, shape, count);
        const title = `${shape} of ${count}, generated (${nodeCount} nodes, ${edgeCount} edges)`;
        await compare(title, file, contenders.slice(0, 2), 1);
        rmSync(file);
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Runs all on one file, in turns, and prints the medians. */
async function compare(title, file, contenders, repeat) {
  const megabytes = statSync(file).size / 1e6;
  const limit = 60 + 1.4 * megabytes;
  const medians = await measure(
    contenders.map(({ name, args }) => ({ name, args: [...args, file] })),
    repeat,
  );
  console.log(`\n${title}: ${megabytes.toFixed(0)} MB, RSS limit ${limit.toFixed(0)} MB`);
  const [own, ownCpu] = medians.get('leakconsole');
  for (const [name, [wall, cpu, rss]] of medians) {
    const times = (value, base) => `${(value / base).toFixed(1)}×`;
    const line = [
      `${wall.toFixed(2)} s`,
      `${cpu.toFixed(2)} s CPU`,
      `${rss.toFixed(0)} MB`,
      name === 'scan' ? `1/${times(own, wall)}` : times(wall, own),
      name === 'scan' ? `1/${times(ownCpu, cpu)}` : times(cpu, ownCpu),
    ];
    console.log(`  ${name.padEnd(12)} ${line.map((text) => text.padStart(12)).join('')}`);
  }
}

/** How much longer than `types` the command `retainers` takes for a class with many objects. */
async function compareCommands(file, className, repeat) {
  const program = here('../../bin/leakconsole.js');
  // Both read the snapshot, not the index that the first of them would leave.
  const withoutIndex = ['--index-cache', '0'];
  const medians = await measure(
    [
      { name: 'types', args: [program, 'types', file, ...withoutIndex] },
      { name: 'retainers', args: [program, 'retainers', file, className, ...withoutIndex] },
    ],
    repeat,
  );
  const [[types, typesCpu], [retainers, retainersCpu]] = medians.values();
  const ratios = [retainers / types, retainersCpu / typesCpu].map((ratio) => `${ratio.toFixed(2)}×`);
  console.log(`  retainers ${className}: ${ratios[0]} the time of types, ${ratios[1]} its CPU time`);
}

/** Runs programs in turns; gives by name the medians of wall time, CPU time (both in seconds) and RSS (MB). */
async function measure(contenders, repeat) {
  const results = new Map(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < repeat; round++) {
    for (const { name, args } of contenders) results.get(name).push(await run(process.execPath, args));
  }
  const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
  const figures = ['wallS', 'cpuS', 'rssMB'];
  return new Map(
    [...results].map(([name, runs]) => [name, figures.map((figure) => median(runs.map((each) => each[figure])))]),
  );
}

/** Runs a program to its end; gives its time from start to end, seconds, and its own figures. */
function run(command, args) {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(command, ['--require', here('measured.cjs'), ...args], {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
      cwd: here('.'),
      env: { ...process.env, THREADS: '4' },
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
