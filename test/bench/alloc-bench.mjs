// npm run bench -- alloc [service|latency|trend|stall|samples …]: what the sampling of allocations costs a service.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { attachConsole } from '../../build/test/helpers/console.js';
import { startTarget } from '../../build/test/helpers/target.js';

const here = (file) => fileURLToPath(new URL(file, import.meta.url));
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const round = (value, digits = 2) => Number(value.toFixed(digits));

/** The standard error of a mean. */
function errorOf(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return Math.sqrt(variance / values.length);
}

export async function bench(args) {
  const parts = { service, latency, trend, stall, samples };
  const names = args.filter((arg) => arg in parts);
  for (const name of names.length > 0 ? names : Object.keys(parts)) await parts[name]();
}

async function withProgram(script, env, use) {
  const target = await startTarget(here(script), { env });
  const console = await attachConsole(target, { timeout: 60_000, maxPause: 60_000 });
  try {
    await use({ target, run: async (line) => (await console.json(line))[0], session: console.target.session });
  } finally {
    await console.detach();
    await target.stop();
  }
}

const ROUNDS = 7;
const ROUND_MS = 4000;
const PAIRS = 12;
const TREND_MS = 300_000;

/**
 * Throughput of an Express service that gets as much as it can answer, and its CPU for a request: sampled against not,
 * in pairs, of which each second one begins with the other. Its heap grows from round to round, so who always came last
 * would lose. Each round begins after a collection, which ends a sampling.
 */
async function service() {
  const apps = here('apps/');
  if (!existsSync(`${apps}node_modules/express`))
    spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: apps, stdio: 'inherit' });
  await withProgram('apps/express-sessions.cjs', {}, async ({ target, run }) => {
    const load = spawn(
      process.execPath,
      [here('walk-load.mjs'), `${target.servicePort}`, 'connections', '20', '/users/'],
      {
        stdio: ['pipe', 'pipe', 'inherit'],
      },
    );
    const lines = createInterface({ input: load.stdout })[Symbol.asyncIterator]();
    const measure = async (start) => {
      await run('.alloc start');
      await run('.alloc stop');
      if (start) await run(start);
      // What was discarded is compiled again.
      await sleep(1000);
      load.stdin.write('\n');
      await lines.next();
      const before = cpuOf(target.pid);
      await sleep(ROUND_MS);
      load.stdin.write('\n');
      const { requests } = JSON.parse((await lines.next()).value);
      const cpu = (cpuOf(target.pid) - before) / requests;
      if (start) await run('.alloc stop');
      return { requests, cpu };
    };
    await measure(null);
    const rows = {};
    for (const [name, start] of Object.entries({ default: '.alloc start', '--exact': '.alloc start --exact' })) {
      const ratios = { requests: [], cpu: [] };
      for (let at = 0; at < PAIRS; at++) {
        const starts = at % 2 === 0 ? [null, start] : [start, null];
        const rounds = [];
        for (const each of starts) rounds.push(await measure(each));
        const [off, on] = at % 2 === 0 ? rounds : rounds.reverse();
        for (const each of ['requests', 'cpu']) ratios[each].push(on[each] / off[each]);
      }
      rows[name] = {
        'throughput ×': round(median(ratios.requests)),
        '± of it': round(errorOf(ratios.requests)),
        'CPU a request ×': round(median(ratios.cpu)),
        '± of that': round(errorOf(ratios.cpu)),
      };
    }
    load.kill();
    console.table(rows);
  });
}

/** Latencies of the Express service while `.mem` looks every two seconds, against those of two times without a look. */
async function latency() {
  const often = async (look) => {
    const end = performance.now() + 2 * ROUND_MS;
    while (performance.now() < end) {
      await look();
      await sleep(2000);
    }
  };
  await compareLatencies(ROUNDS, {
    nothing: () => often(async () => {}),
    '.mem': (run) => often(() => run('.mem')),
  });
}

/** The same while `.trend` looks for as long as it does by default: its collections are spread over that time. */
async function trend() {
  const nothing = () => sleep(TREND_MS);
  await compareLatencies(2, { nothing, '.trend': (run) => run('.trend') });
}

/**
 * Prints the p99 of a service at a rate that it can bear during each of these, against that of the first before it: a
 * look is not visible if its ratio is as far from 1 as that of the first.
 */
async function compareLatencies(rounds, looks) {
  await withProgram('apps/express-sessions.cjs', {}, async ({ target, run }) => {
    const load = spawn(process.execPath, [here('walk-load.mjs'), `${target.servicePort}`, 'rate', '150', '/users/'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: load.stdout })[Symbol.asyncIterator]();
    const p99While = async (look) => {
      load.stdin.write('\n');
      await lines.next();
      await look(run);
      load.stdin.write('\n');
      return JSON.parse((await lines.next()).value).p99;
    };
    const [nothing] = Object.values(looks);
    await p99While(nothing);
    const ratios = Object.fromEntries(Object.keys(looks).map((name) => [name, []]));
    for (let at = 0; at < rounds; at++) {
      for (const [name, look] of Object.entries(looks)) {
        const without = await p99While(nothing);
        ratios[name].push((await p99While(look)) / without);
      }
    }
    load.kill();
    const row = (values) => ({
      'p99 ×': round(median(values)),
      from: round(Math.min(...values)),
      to: round(Math.max(...values)),
    });
    console.table(Object.fromEntries(Object.entries(ratios).map(([name, values]) => [name, row(values)])));
  });
}

/** The longest stall by a look, against that by `HeapProfiler.collectGarbage`, in turns. */
async function stall() {
  const rows = {};
  for (const objects of [3e5, 1e6, 3e6]) {
    await withProgram('walk-target.cjs', { OBJECTS: `${objects}` }, async ({ run, session }) => {
      const longest = async (work) => {
        const { result } = await session.send('Runtime.evaluate', { expression: 'stall()', returnByValue: true });
        await work();
        await sleep(50);
        const after = await session.send('Runtime.evaluate', { expression: 'stall()', returnByValue: true });
        return result.value && after.result.value.cpu;
      };
      await run('.alloc start');
      await run('.alloc top');
      const [looks, collections] = [[], []];
      for (let at = 0; at < 5; at++) {
        collections.push(await longest(() => session.send('HeapProfiler.collectGarbage')));
        looks.push(await longest(() => session.send('HeapProfiler.getSamplingProfile')));
      }
      const [look, collection] = [median(looks), median(collections)];
      rows[objects] = {
        'look ms': round(look, 0),
        'collectGarbage ms': round(collection, 0),
        '×': round(look / collection),
      };
    });
  }
  console.table(rows);
}

/** What 100,000 samples take in the target. */
async function samples() {
  await withProgram('../fixtures/allocations.cjs', {}, async ({ target, run }) => {
    await run('.alloc start --interval 256');
    await run('keepOrders(1)');
    await run('.gc');
    const before = residentOf(target.pid);
    await run('work(10)');
    await run('.gc');
    const grown = residentOf(target.pid) - before;
    const { result, cost } = await run('.alloc top');
    const bytes = grown - result.liveBytes;
    console.log(
      `${result.samples} samples: ${round(bytes / result.samples, 0)} bytes of RSS each beside the objects; ` +
        `a look takes ${round(cost.rssDeltaBytes / result.samples, 0)} more for the moment, and stalls ${round(cost.pauseMs, 0)} ms`,
    );
  });
}

/** ms of CPU that a process has had (Linux). */
function cpuOf(pid) {
  return Number(readFileSync(`/proc/${pid}/schedstat`, 'latin1').split(' ', 1)[0]) / 1e6;
}

/** Bytes of RSS (Linux). */
function residentOf(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))[1]) * 1024;
}
