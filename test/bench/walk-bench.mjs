// npm run bench -- walk [heaps|load|apps …]: what the walk costs a running service, and how much of it it sees.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { attachConsole } from '../../build/test/helpers/console.js';
import { startRequests } from './requests.mjs';

const here = (file) => fileURLToPath(new URL(file, import.meta.url));
const show = (rows) => console.table(rows);
const round = (value, digits = 0) => Number((value ?? Number.NaN).toFixed(digits));

export async function bench(args) {
  const parts = { heaps, load, apps };
  const names = args.filter((arg) => arg in parts);
  const options = args.filter((arg) => !(arg in parts));
  for (const name of names.length > 0 ? names : Object.keys(parts)) await parts[name](options);
}

/** Starts a program with the inspector; `use` gets it with a console on it, and it is killed afterwards. */
async function withProgram(script, { env = {}, options = [], cwd }, use) {
  const child = spawn(
    process.env.LEAKCONSOLE_TARGET_NODE ?? process.execPath,
    ['--inspect=127.0.0.1:0', ...options, script],
    {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  const wrote = async (pattern) => {
    for (;;) {
      const match = pattern.exec(output);
      if (match) return match;
      if (child.exitCode !== null) throw new Error(`${script} ended:\n${output}`);
      await Promise.race([once(child, 'wrote'), once(child, 'exit')]);
    }
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => {
      output += data;
      child.emit('wrote');
    });
  }
  try {
    const [url] = await wrote(/ws:\S+/);
    const port = Number((await wrote(/listening on (\d+)/))[1]);
    const console = await attachConsole({ url }, { timeout: 60_000, force: true });
    const { session } = console.target;
    const run = async (line) => (await console.json(line))[0].result;
    await use({ child, session, run, port });
    await console.detach();
  } finally {
    child.kill('SIGKILL');
  }
}

const megabytes = (pid, field) =>
  Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1000;

/**
 * What something does to the target: its longest stall, above the target's own; the growth of its peak RSS; how long it
 * took.
 */
async function measured({ child, session }, work) {
  const stall = async () =>
    (await session.send('Runtime.evaluate', { expression: 'stall()', returnByValue: true })).result.value;
  await session.send('HeapProfiler.collectGarbage');
  await sleep(500);
  await stall();
  await sleep(2000);
  const own = await stall();
  // Linux then counts the peak anew.
  const before = megabytes(child.pid, 'VmRSS');
  let peak = before;
  const timer = setInterval(() => {
    peak = Math.max(peak, megabytes(child.pid, 'VmRSS'));
  }, 20);
  const started = performance.now();
  const result = await work();
  const ms = performance.now() - started;
  await sleep(50);
  clearInterval(timer);
  const longest = await stall();
  return {
    result,
    'stall ms': round(longest.wall),
    'own ms': round(own.wall),
    'stall CPU ms': round(longest.cpu),
    'own CPU ms': round(own.cpu),
    'RSS +MB': round(peak - before),
    seconds: round(ms / 1000, 1),
  };
}

/**
 * The longest stall of the event loop, on heaps of several sizes. `--snapshot` takes one as well, of heaps up to 1 M
 * objects.
 */
async function heaps(options) {
  for (const objects of [1e5, 1e6, 3e6, 1e7]) {
    const rows = {};
    const note = (name, { result, ...row }) => {
      rows[name] = row;
      return result;
    };
    const env = { OBJECTS: String(objects), NODE_OPTIONS: '--max-old-space-size=8000' };
    await withProgram(here('walk-target.cjs'), { env }, async (program) => {
      const { run } = program;
      note('find modules, list scripts', await measured(program, () => run('.collections 10')));
      const { collections, walk } = note('collections', await measured(program, () => run('.collections 10')));
      const walked = note('types --no-pause', await measured(program, () => run('.types --no-pause')));
      note('path (of what nothing holds)', await measured(program, () => run('.path ({})')));
      const census = note('census', await measured(program, () => run('.types')));
      if (options.includes('--snapshot') && objects <= 1e6) {
        const snapshot = () => program.session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
        note('snapshot', await measured(program, snapshot));
      }
      console.log(
        `\n${objects.toExponential(0)} objects: collections visited ${walk.visited}, first ${collections[0].path} of ${collections[0].entries}; ` +
          `types --no-pause visited ${walked.walk.visited}, counted ${walked.total}${walked.walk.cut ? ` (estimated, ${walked.walk.cut})` : ''}; census ${census.total}`,
      );
    });
    show(rows);
  }
}

/**
 * Latency of a service under load, undisturbed and while it is walked: with little to do, and with as much as it can.
 */
async function load() {
  await loaded('150 requests a second', 'rate 150');
  await loaded('20 requests at a time', 'connections 20');
}

async function loaded(title, how) {
  const rows = {};
  await withProgram(here('walk-target.cjs'), { env: { OBJECTS: '3000000' } }, async ({ run, port }) => {
    const sent = startRequests(port, how);
    const latencies = async (work) => {
      const started = performance.now();
      const { p50, p99, max, requests, failed } = await sent.during(work);
      const seconds = round((performance.now() - started) / 1000, 1);
      return { requests, failed, 'p50 ms': round(p50, 1), 'p99 ms': round(p99, 1), 'max ms': round(max, 1), seconds };
    };
    await run('.collections 10');
    await latencies(() => sleep(3000));
    for (const round of [1, 2, 3]) {
      rows[`undisturbed ${round}`] = await latencies(() => sleep(8000));
      rows[`types --no-pause ${round}`] = await latencies(() => run('.types --no-pause'));
      rows[`collections ${round}`] = await latencies(async () => {
        for (let look = 0; look < 4; look++) await run('.collections 10');
      });
    }
    rows.census = await latencies(() => run('.types'));
    sent.stop();
  });
  console.log(`\nlatency of a service of 3 M objects, ${title}:`);
  show(rows);
}

const APPS = [
  { file: 'express-sessions.cjs', path: (id) => `/users/${id}` },
  { file: 'fastify-esm.mjs', path: (id) => `/articles/${id}` },
  { file: 'service.ts', path: (id) => `/?id=${id}`, options: ['--import', 'tsx'] },
  { file: 'websockets.mjs', sockets: 3000 },
];

/** Why the walk does not come to all objects of a type. */
const WHY = {
  ArrayBuffer: 'behind typed arrays: to read their buffer could make V8 allocate it',
  Generator: 'calls of async functions that wait, held by V8’s promise reactions alone',
  Promise: 'held by V8’s queues and reactions alone',
  other: 'held by closures of the same text as others that brought nothing new, by native handles, or by V8 alone',
};

/** The share of the census' objects that the walk reaches, on real applications. */
async function apps() {
  if (!existsSync(here('apps/node_modules/.package-lock.json'))) {
    spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: here('apps'), stdio: 'inherit' });
  }
  const rows = {};
  for (const { file, path, sockets = 0, options = [] } of APPS) {
    await withProgram(here(`apps/${file}`), { options, cwd: here('apps') }, async ({ run, port }) => {
      const clients = sockets > 0 ? await openSockets(port, sockets) : [];
      for (let id = 0; path && id < 5000; id++) await (await fetch(`http://127.0.0.1:${port}${path(id)}`)).text();
      // Keep-alive connections end after 5 s; they would be in one count and not in the other.
      await sleep(6000);
      const census = byName(await run('.types 100000'));
      const walked = await run('.types 100000 --no-pause');
      const counts = byName(walked);
      let all = 0;
      let reached = 0;
      const missed = [];
      for (const [name, count] of census) {
        const seen = Math.min(count, counts.get(name) ?? 0);
        all += count;
        reached += seen;
        if (seen < 0.9 * count) missed.push({ name, count, seen });
      }
      missed.sort((a, b) => b.count - b.seen - (a.count - a.seen));
      const lines = missed
        .slice(0, 6)
        .map(({ name, count, seen }) => `  ${name} ${seen}/${count}: ${WHY[name] ?? WHY.other}`);
      console.log(`${file}, reached to less than 90 %:\n${lines.join('\n')}`);
      rows[file] = {
        census: all,
        reached,
        'share %': round((100 * reached) / all, 1),
        scopes: walked.walk.scopes,
        seconds: round(walked.walk.ms / 1000, 1),
      };
      for (const client of clients) client.terminate();
    });
  }
  show(rows);
}

function byName({ types }) {
  const counts = new Map();
  for (const { name, count } of types.values()) counts.set(name, (counts.get(name) ?? 0) + count);
  return counts;
}

async function openSockets(port, count) {
  const { WebSocket } = createRequire(here('apps/'))('ws');
  const sockets = [];
  for (let index = 0; index < count; index++) {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/client-${index}`);
    await once(socket, 'open');
    for (const text of ['hello', 'again']) socket.send(text);
    sockets.push(socket);
  }
  return sockets;
}
