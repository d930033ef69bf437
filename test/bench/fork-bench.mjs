// What a look through a forked child costs its target, against the ordinary ways and a bare fork, in one run.
//   npm run bench -- fork [objects=300000,1000000,3000000] [buffers=1,2,4] [node=PATH] [fifo=1] [ordinary=0]
//
// buffers: GB of them, beside few objects. fifo=1 (root): target and requests run before all else on the machine
// (SCHED_RR), so that other load does not show; children do not. ordinary=0 leaves out what stalls the target for
// long.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startRequests } from './requests.mjs';

export async function bench(args) {
  const options = Object.fromEntries(args.map((arg) => arg.split('=')));
  const isFifo = options.fifo === '1';
  const list = (wanted) => (wanted === '' ? [] : wanted.split(','));
  const settings = { node: options.node, isFifo, isOrdinaryToo: options.ordinary !== '0' };
  for (const objects of list(options.objects ?? '300000,1000000')) {
    await measure(`${objects} orders`, { ORDERS: objects }, settings);
  }
  for (const gigabytes of list(options.buffers ?? '1')) {
    const env = { BUFFERS: String(1024 * Number(gigabytes)) };
    await measure(`${gigabytes} GB of buffers`, env, { ...settings, isOrdinaryToo: false });
  }
}

async function measure(title, env, { node, isFifo, isOrdinaryToo }) {
  const { startTarget } = await import('../../build/test/helpers/target.js');
  const { loadForks } = await import('../../build/test/fork/open-forks.js');
  const { Session } = await import('../../dist/session/session.js');
  const script = fileURLToPath(new URL('fork-target.cjs', import.meta.url));
  const target = await startTarget(script, { node, nodeOptions: ['--max-old-space-size=12000'], env });
  try {
    const session = await Session.connect(target.url);
    const evaluate = async (expression) =>
      (await session.send('Runtime.evaluate', { expression, returnByValue: true })).result.value;
    while (!(await evaluate('isFilled'))) await delay(200);
    if (isFifo) runFirst(target.pid);
    /** Does some work; the longest stall of the target meanwhile, and how long the work took, ms. */
    const time = async (work) => {
      await evaluate('readMeter()');
      const started = performance.now();
      const result = await work();
      const ms = performance.now() - started;
      await delay(20);
      return { result, ms, stallMs: await evaluate('readMeter()') };
    };
    const rssBytes = rssOf(target.pid);
    console.log(`\n${title}, RSS ${mb(rssBytes)} MB`);
    const forks = await loadForks(session);
    await compareWithBareFork(forks, target.pid, rssBytes);
    await session.send('HeapProfiler.collectGarbage');
    const { estimated, types, retainers } = await lookForked(target, { time, isFifo });
    if (isOrdinaryToo) {
      // First, as an ordinary snapshot leaves memory to the target which a child would take.
      await compareWork(session, forks, target.pid, estimated);
      await compareWithOrdinary(target, { time, isFifo }, { types, retainers });
    }
    await session.close();
  } finally {
    await target.stop();
  }
}

/** The call that forks, against the kernel's own share of it. */
async function compareWithBareFork(forks, pid, rssBytes) {
  const { childOptions } = await import('../../build/test/fork/open-forks.js');
  const { forkedCensus } = await import('../../dist/lenses/fork/forked-census.js');
  const costs = [];
  for (let i = 0; i < 3; i++) costs.push((await forkedCensus(forks, childOptions({ localPid: pid }))).cost);
  const { stallMs, steps, mappings } = costs.reduce((a, b) => (b.stallMs < a.stallMs ? b : a));
  const parts = Object.entries(steps).map(([name, ms]) => `${name} ${round(ms)}`);
  tell('the call that forks', `${round(stallMs)} ms`, `${mappings} mappings; ${parts.join(', ')}`);
  tell('the same, a GB of RSS', `${round((stallMs * 2 ** 30) / rssBytes)} ms`);
  tell('the same, against a bare fork', round(stallMs / steps.forkedMs));
}

const LIMITS = { force: true, timeoutMs: 3_600_000, maxForkMs: 1_800_000 };

/** Commands through a forked child, and requests to the target meanwhile. */
async function lookForked({ url, servicePort }, { time, isFifo }) {
  const { attach } = await import('../../dist/index.js');
  const forked = await attach(url, { ...LIMITS, fork: true });
  // The first look loads the library.
  await forked.run('types');
  const { lenses } = await forked.run('budget');
  const estimated = Object.fromEntries(lenses.map((lens) => [lens.lens, lens]));
  // Short ones, among which a stall of the machine's own shows: several.
  const counts = [];
  for (let i = 0; i < 5; i++) counts.push(await time(() => forked.run('types')));
  const types = counts.sort((a, b) => a.stallMs - b.stallMs)[2];
  // From a process of its own: this one analyses the snapshot.
  const sent = startRequests(servicePort, 'rate 50');
  if (isFifo) runFirst(sent.pid);
  const before = await sent.during(() => delay(4000));
  let retainers;
  const during = await sent.during(async () => {
    retainers = await time(() => forked.run('retainers', { what: 'Order' }));
  });
  const after = await sent.during(() => delay(4000));
  sent.stop();
  await forked.detach();
  const all = counts.map(({ stallMs }) => round(stallMs)).join(', ');
  tell('types, forked: stall', `${round(types.stallMs)} ms`, `in ${round(types.ms / 1000)} s; of ${all}`);
  tell('retainers, forked: stall', `${round(retainers.stallMs)} ms`, `in ${round(retainers.ms / 1000)} s`);
  tell('estimated stall, against the real one', round(estimated.fork.pauseMs / types.stallMs));
  const inTurn = (of) => `${[before, during, after].map((latencies) => round(of(latencies))).join(', ')} ms`;
  tell(
    'p99 of requests: before, while, after',
    inTurn(({ p99 }) => p99),
  );
  tell(
    'longest request: before, while, after',
    inTurn(({ max }) => max),
  );
  return { estimated, types, retainers };
}

/** The same commands without a child, against those through one. */
async function compareWithOrdinary({ url, servicePort }, { time, isFifo }, { types, retainers }) {
  const { attach } = await import('../../dist/index.js');
  const ordinary = await attach(url, LIMITS);
  const count = await time(() => ordinary.run('types'));
  // As many requests as the child had beside it.
  const sent = startRequests(servicePort, 'rate 50');
  if (isFifo) runFirst(sent.pid);
  const snapshot = await time(() => ordinary.run('retainers', { what: 'Order' }));
  sent.stop();
  await ordinary.detach();
  const tellTimes = (what, stallMs, forkedMs) =>
    tell(`stall of ${what}, ordinary: times the forked`, round(stallMs / forkedMs), `${round(stallMs)} ms`);
  tellTimes('types', count.stallMs, types.stallMs);
  tellTimes('retainers', snapshot.stallMs, retainers.stallMs);
  // On a machine that is busy with other work a child waits for what that leaves: see the CPU above.
  tell('time to the answer of retainers, against the ordinary', round(retainers.ms / snapshot.ms));
}

/**
 * The work itself, in CPU time, which other load does not lengthen so much: of a child, of the target, and as it was
 * estimated.
 */
async function compareWork(session, forks, pid, { snapshot: estimate }) {
  const { childOptions } = await import('../../build/test/fork/open-forks.js');
  const { forkedSnapshot } = await import('../../dist/lenses/fork/forked-snapshot.js');
  const rssBefore = rssOf(pid);
  const nothing = { write: () => {}, restart: () => {} };
  const options = childOptions({ localPid: pid, maxSeconds: 1800 });
  const { childCpuMs, childRssBytes } = await forkedSnapshot(forks, nothing, options);
  const before = cpuOf(pid);
  session.on('HeapProfiler.addHeapSnapshotChunk', () => {});
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  const ownCpuMs = cpuOf(pid) - before;
  tell('CPU of a forked snapshot, against the ordinary', round(childCpuMs / ownCpuMs), `${round(childCpuMs)} ms`);
  tell('estimated CPU of the child, against the real one', round(estimate.pauseMs / childCpuMs));
  const takenBytes = childRssBytes - rssBefore;
  tell(
    'estimated memory of the child, against the real one',
    round(estimate.rssBytes / takenBytes),
    `${mb(takenBytes)} MB`,
  );
}

function tell(name, value, more = '') {
  console.log(`  ${name.padEnd(56)} ${String(value).padStart(12)}  ${more}`);
}

function round(number) {
  return Number(number.toPrecision(3));
}

function runFirst(pid) {
  execFileSync('chrt', ['-a', '-R', '-r', '-p', '1', String(pid)]);
}

/** What a process has used so far, ms. */
function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1].split(' ');
  // In hundredths of a second, on every Linux.
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

function mb(bytes) {
  return Math.round(bytes / 2 ** 20);
}

function rssOf(pid) {
  return 1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))[1]);
}
