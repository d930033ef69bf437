// What a look through a forked child costs its target, against the ordinary ways, in one run. Prints one line of JSON a target.
//
//   node test/bench/fork-bench.mjs [--objects=300000,1000000] [--buffers=1,2,4] [--node=PATH] [--fifo] [--no-snapshot] [--no-ordinary]
//
// --fifo (root): target and requests run before all else on the machine (SCHED_FIFO), so that other load does not show; children do not.
// Requires a build.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { childOptions, loadForks } from '../../build/test/fork/open-forks.js';
import { startTarget } from '../../build/test/helpers/target.js';
import { forkedCensus } from '../../dist/lenses/fork/forked-census.js';
import { forkedSnapshot } from '../../dist/lenses/fork/forked-snapshot.js';
import { Session } from '../../dist/session/session.js';

const args = process.argv.slice(2);
const list = (name, otherwise) => {
  const arg = args.find((each) => each.startsWith(`--${name}=`));
  return (arg === undefined ? otherwise : arg.split('=')[1]).split(',').filter(Boolean);
};
const isFifo = args.includes('--fifo');
const node = list('node', process.execPath)[0];
const round = (ms) => Number(ms.toPrecision(3));
if (isFifo) execFileSync('chrt', ['-a', '-R', '-f', '-p', '1', String(process.pid)]);

for (const objects of list('objects', '300000,1000000')) await measure(`${objects} orders`, { ORDERS: objects }, true);
for (const gigabytes of list('buffers', '1,2,4')) {
  await measure(`${gigabytes} GB of buffers`, { BUFFERS: String(1024 * Number(gigabytes)) }, false);
}

async function measure(title, env, hasObjects) {
  const target = await startTarget(fileURLToPath(new URL('fork-target.cjs', import.meta.url)), {
    node,
    nodeOptions: ['--max-old-space-size=12000'],
    env,
  });
  try {
    const session = await Session.connect(target.url);
    const forks = await loadForks(session);
    const evaluate = async (expression) =>
      (await session.send('Runtime.evaluate', { expression, returnByValue: true })).result.value;
    while (!(await evaluate('isFilled'))) await delay(200);
    if (isFifo) execFileSync('chrt', ['-a', '-R', '-f', '-p', '1', String(target.pid)]);
    await delay(2000);
    const stallOf = async (work) => {
      await evaluate('readMeter()');
      const started = performance.now();
      const result = await work();
      await delay(20);
      return { result, stallMs: round(await evaluate('readMeter()')), tookMs: round(performance.now() - started) };
    };
    const options = childOptions({ localPid: target.pid, maxSeconds: 600, niceness: 0 });
    const sink = () => {
      const taken = { bytes: 0 };
      return {
        taken,
        write: (chunk) => {
          taken.bytes += chunk.length;
        },
        restart: () => {
          taken.bytes = 0;
        },
      };
    };
    const rssBytes = rssOf(target.pid);

    // Small jobs first: each leaves the heap as it was.
    const censuses = [];
    for (let i = 0; i < 3; i++) censuses.push(await stallOf(() => forkedCensus(forks, options)));
    const least = censuses.reduce((a, b) => (b.result.cost.stallMs < a.result.cost.stallMs ? b : a));
    const { steps, stallMs, mappings } = least.result.cost;

    if (args.includes('--no-snapshot')) {
      const census = hasObjects ? await stallOf(() => ordinaryCensus(session)) : null;
      const fork = { stallMs: round(stallMs), steps, stallMsPerGb: round((stallMs * 2 ** 30) / rssBytes) };
      const ratios = {
        againstBareFork: round(stallMs / steps.forkedMs),
        censusStall: round((census?.stallMs ?? 0) / stallMs),
      };
      console.log(JSON.stringify({ title, rssMb: Math.round(rssBytes / 2 ** 20), mappings, fork, ratios }));
      return await session.close();
    }
    const before = await load(target.servicePort, 4000);
    const taken = sink();
    const during = load(target.servicePort, 4000);
    await delay(500);
    const snapshot = await stallOf(() => forkedSnapshot(forks, taken, options));
    const whileChild = await during;
    const afterChild = await load(target.servicePort, 4000);
    const result = {
      title,
      node: readFileSync(`/proc/${target.pid}/cmdline`, 'latin1').split('\0')[0].split('/').at(-1),
      rssMb: Math.round(rssBytes / 2 ** 20),
      mappings,
      fork: {
        stallMs: round(stallMs),
        steps,
        stallMsPerGb: round((stallMs * 2 ** 30) / rssBytes),
        // What remains of the stall that is not the kernel's own fork.
        againstBareFork: round(stallMs / steps.forkedMs),
        censusTookMs: least.tookMs,
      },
      snapshotForked: {
        stallMs: snapshot.stallMs,
        callMs: round(snapshot.result.stallMs ?? snapshot.result.cost?.stallMs),
        tookMs: snapshot.tookMs,
        childCpuMs: snapshot.result.childCpuMs,
        childMb: Math.round(snapshot.result.childRssBytes / 2 ** 20),
        bytes: taken.taken.bytes,
      },
      requests: { before, whileChild, afterChild },
    };
    if (hasObjects && !args.includes('--no-ordinary')) {
      const census = await stallOf(() => ordinaryCensus(session));
      const ordinary = await stallOf(() => ordinarySnapshot(session));
      result.ordinary = {
        censusStallMs: census.stallMs,
        snapshotStallMs: ordinary.stallMs,
        snapshotTookMs: ordinary.tookMs,
        rssMbAfter: Math.round(rssOf(target.pid) / 2 ** 20),
      };
      result.ratios = {
        snapshotStall: round(ordinary.stallMs / snapshot.stallMs),
        censusStall: round(census.stallMs / stallMs),
        totalTime: round(snapshot.tookMs / ordinary.tookMs),
      };
    }
    console.log(JSON.stringify(result));
    await session.close();
  } finally {
    await target.stop();
  }
}

async function ordinaryCensus(session) {
  const { result } = await session.send('Runtime.evaluate', { expression: 'Object.prototype', objectGroup: 'bench' });
  await session.send('Runtime.queryObjects', { prototypeObjectId: result.objectId, objectGroup: 'bench' });
  await session.send('Runtime.releaseObjectGroup', { objectGroup: 'bench' });
}

async function ordinarySnapshot(session) {
  let bytes = 0;
  const off = session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => {
    bytes += chunk.length;
  });
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  off();
  return bytes;
}

/** 50 requests a second for so long: their latencies, ms. */
async function load(port, ms) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 50 });
  const latencies = [];
  const pending = [];
  const start = performance.now();
  for (let sent = 0; performance.now() - start < ms; sent++) {
    const due = start + 20 * sent;
    await delay(Math.max(0, due - performance.now()));
    const from = performance.now();
    pending.push(
      new Promise((resolve) => {
        http
          .get({ host: '127.0.0.1', port, agent }, (response) => {
            response.resume();
            response.on('end', () => resolve(latencies.push(performance.now() - from)));
          })
          .on('error', resolve);
      }),
    );
  }
  await Promise.all(pending);
  agent.destroy();
  latencies.sort((a, b) => a - b);
  const at = (part) => round(latencies[Math.floor(part * (latencies.length - 1))]);
  return { requests: latencies.length, p50: at(0.5), p99: at(0.99), most: at(1) };
}

function rssOf(pid) {
  return 1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))[1]);
}
