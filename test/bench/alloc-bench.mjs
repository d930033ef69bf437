// npm run bench -- alloc [service|latency|trend|stall|samples …]: what the sampling of allocations costs a service.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { attachConsole } from '../../build/test/helpers/console.js';
import { startTarget } from '../../build/test/helpers/target.js';
import { startRequests } from './requests.mjs';

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
  const apps = here('apps/');
  if (script.startsWith('apps/') && !existsSync(`${apps}node_modules/express`)) {
    spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: apps, stdio: 'inherit' });
  }
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
/** A collection and what it leaves to be compiled again are over within this time. */
const AROUND_MS = 1000;
const BETWEEN_MS = 15_000;

/**
 * Throughput of an Express service that gets as much as it can answer, and its CPU for a request: sampled against not,
 * in pairs, of which each second one begins with the other. Its heap grows from round to round, so who always came last
 * would lose. Each round begins after a collection, which ends a sampling.
 */
async function service() {
  await withProgram('apps/express-sessions.cjs', {}, async ({ target, run }) => {
    const sent = startRequests(target.servicePort, 'connections 20', '/users/');
    const measure = async (start) => {
      await run('.alloc start');
      await run('.alloc stop');
      if (start) await run(start);
      // What was discarded is compiled again.
      await sleep(1000);
      const before = cpuOf(target.pid);
      const { requests } = await sent.during(() => sleep(ROUND_MS));
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
        'throughput ×': round(median(ratios.requests), 3),
        '± of it': round(errorOf(ratios.requests), 3),
        'CPU a request ×': round(median(ratios.cpu)),
        '± of that': round(errorOf(ratios.cpu)),
      };
    }
    load.kill();
    console.table(rows);
  });
}

/**
 * The p99 of the Express service while `.mem` looks every two seconds, against that of as long a time before it without
 * a look: it is not visible if its ratio is as far from 1 as that of nothing against nothing.
 */
async function latency() {
  const often = async (look) => {
    const end = performance.now() + 2 * ROUND_MS;
    while (performance.now() < end) {
      await look();
      await sleep(2000);
    }
  };
  const looks = { nothing: () => often(async () => {}), '.mem': (run) => often(() => run('.mem')) };
  await withRequests(async ({ run, measure }) => {
    const p99While = async (look) => (await measure(() => look(run))).p99;
    await p99While(looks.nothing);
    const ratios = { nothing: [], '.mem': [] };
    for (let at = 0; at < ROUNDS; at++) {
      for (const [name, look] of Object.entries(looks)) {
        const without = await p99While(looks.nothing);
        ratios[name].push((await p99While(look)) / without);
      }
    }
    const row = (values) => ({
      'p99 ×': round(median(values)),
      from: round(Math.min(...values)),
      to: round(Math.max(...values)),
    });
    console.table(Object.fromEntries(Object.entries(ratios).map(([name, values]) => [name, row(values)])));
  });
}

/**
 * What the collections that `.trend` forces do to the p99 of the same service, within one look of as long as it takes
 * by default: the p99 of all requests, against that of those that were answered in no second with such a collection. In as
 * long a time apart the machine itself differs by more. The other row leaves out as many seconds between them.
 */
async function trend() {
  await withRequests(async ({ run, measure }) => {
    let live;
    const { answers, p99 } = await measure(async () => {
      live = (await run('.trend')).result.live;
    });
    const without = (times) => {
      const isNear = ({ at }) => times.some((time) => at > time - AROUND_MS && at < time + AROUND_MS);
      const others = answers.filter((answer) => !isNear(answer)).map(({ ms }) => ms);
      return others.toSorted((a, b) => a - b)[Math.floor(others.length * 0.99)];
    };
    const forced = live.filter((size) => size.forced).map(({ at }) => Date.parse(at));
    const between = forced.map((time) => time - BETWEEN_MS);
    console.log(`${live.length} full collections, ${forced.length} of them forced`);
    console.table({
      'those that it forces': { 'p99 ×': round(p99 / without(forced), 3) },
      'as many moments between them': { 'p99 ×': round(p99 / without(between), 3) },
    });
  });
}

/** The Express service with as many requests a second as it can bear; `measure` tells their latencies during a look. */
async function withRequests(use) {
  await withProgram('apps/express-sessions.cjs', {}, async ({ target, run }) => {
    const sent = startRequests(target.servicePort, 'rate 150', '/users/');
    await use({ run, measure: (look) => sent.during(look, 'all') });
    sent.stop();
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
