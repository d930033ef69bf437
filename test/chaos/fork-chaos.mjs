// Forks a busy service again and again, and kills what takes part at random moments; tells what came of it, per line of
// Node.
//
//   npm run chaos:fork                          a thousand forks and 200 kills of each kind, on each line of Node
//   npm run chaos:fork -- 20 26 --forks=100 --kills=20 --workers=0
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { childOptions, countOf, loadForks } from '../../build/test/fork/open-forks.js';
import { startTarget } from '../../build/test/helpers/target.js';
import { forkedCensus } from '../../dist/lenses/fork/forked-census.js';
import { forkedSnapshot } from '../../dist/lenses/fork/forked-snapshot.js';
import { Session } from '../../dist/session/session.js';
import { installNode, LINES } from '../install-node.mjs';

const service = fileURLToPath(new URL('busy-service.cjs', import.meta.url));
const console_ = fileURLToPath(new URL('console-to-kill.mjs', import.meta.url));
const args = process.argv.slice(2);
const number = (name, otherwise) => {
  const arg = args.find((each) => each.startsWith(`--${name}=`));
  return arg === undefined ? otherwise : Number(arg.split('=')[1]);
};
/** The share of the looks that may need a second fork. */
const MOST_AGAIN = 0.02;
const forks = number('forks', 1000);
const kills = number('kills', 200);
const workers = number('workers', 2);
const lines = args.filter((arg) => LINES.includes(arg));

let isUnharmed = true;
for (const line of lines.length > 0 ? lines : LINES) {
  const node = installNode(line);
  const results = [await manyForks(node)];
  for (const victim of ['child', 'console', 'target']) if (kills > 0) results.push(await manyKills(node, victim));
  for (const result of results) {
    console.log(JSON.stringify({ node: line, ...result }));
    isUnharmed &&= result.harm.length === 0;
  }
}
process.exit(isUnharmed ? 0 : 1);

function startService(node) {
  return startTarget(service, { node, env: { WORKERS: String(workers) } });
}

async function manyForks(node) {
  const target = await startService(node);
  const harm = [];
  const counts = { asked: 0, firstFork: 0, secondFork: 0, thirdFork: 0, failed: 0, busyTurns: 0 };
  const causes = {};
  const stalls = [];
  try {
    const session = await Session.connect(target.url);
    const remote = await loadForks(session);
    await quiet(target);
    const before = stateOf(target.pid);
    await target.get('/resume');
    for (let i = 0; i < forks && harm.length === 0; i++) {
      await delay(Math.random() * 30);
      counts.asked++;
      // Fresh code is given back by full collections alone, and would make each look slower than the one before.
      if (i % 25 === 24) await session.send('HeapProfiler.collectGarbage');
      if (i % 100 === 99) console.error(`${i + 1} forks`);
      try {
        const options = childOptions({ localPid: target.pid });
        let bytes = 0;
        const sink = {
          write: (chunk) => {
            bytes += chunk.length;
          },
          restart: () => {
            bytes = 0;
          },
        };
        const isSnapshot = i % 10 === 9;
        const cost = isSnapshot
          ? await forkedSnapshot(remote, sink, options)
          : (await census(remote, options, harm)).cost;
        if (isSnapshot && bytes < 1e6) harm.push(`a snapshot of ${bytes} bytes`);
        counts[['firstFork', 'secondFork', 'thirdFork'][cost.forks - 1]]++;
        counts.busyTurns += cost.busyTurns;
        stalls.push(cost.stallMs);
        for (const cause of cost.failures) causes[cause] = (causes[cause] ?? 0) + 1;
      } catch (error) {
        counts.failed++;
        causes[error.message] = (causes[error.message] ?? 0) + 1;
      }
      harm.push(...(await harmDone(target, i)));
    }
    await quiet(target);
    harm.push(...difference(before, stateOf(target.pid)));
    await session.close();
  } catch (error) {
    harm.push(`the service or its inspector failed: ${error.message}; ${target.output().slice(-300)}`);
  } finally {
    await target.stop();
  }
  const again = counts.secondFork + counts.thirdFork + counts.failed;
  if (again > Math.max(1, MOST_AGAIN * counts.asked)) harm.push(`${again} of ${counts.asked} needed another fork`);
  stalls.sort((a, b) => a - b);
  const at = (part) => Math.round(10 * (stalls[Math.floor(part * (stalls.length - 1))] ?? 0)) / 10;
  return { what: 'forks', ...counts, causes, stallMs: { median: at(0.5), p99: at(0.99), most: at(1) }, harm };
}

async function census(remote, options, harm) {
  const result = await forkedCensus(remote, options);
  const orders = countOf(result.counted, 'Order');
  if (orders < 5000 || orders > 7000) harm.push(`${orders} orders`);
  return result;
}

/** Kills one of those that take part, at a random moment of a look; then all must be as if nothing had been. */
async function manyKills(node, victim) {
  const harm = [];
  let target = await startService(node);
  let killed = 0;
  for (let i = 0; i < kills && harm.length === 0; i++) {
    const looking = spawn(process.execPath, [console_, target.url, String(target.pid)], { stdio: 'ignore' });
    const ended = new Promise((resolve) => looking.on('exit', resolve));
    const child = await waitFor(
      () => childrenOf(target.pid)[0] ?? (looking.exitCode !== null ? 0 : undefined),
      600_000,
    );
    await delay(Math.random() * 400);
    if (victim === 'child' && child) killIfThere(child);
    if (victim === 'console') looking.kill('SIGKILL');
    if (victim === 'target') process.kill(target.pid, 'SIGKILL');
    if (child) killed++;
    if (victim === 'child') await ended;
    const gone = await waitFor(() => (child && isLeakconsole(child) ? undefined : true), 300_000).catch(() => false);
    if (!gone) harm.push(`the child lives on after its ${victim} was killed`);
    if (victim === 'target') {
      await ended;
      await target.stop();
      target = await startService(node);
    } else {
      const reaped = await waitFor(() => (childrenOf(target.pid).length === 0 ? true : undefined), 300_000).catch(
        () => false,
      );
      if (!reaped) harm.push('a child or zombie is left');
      harm.push(...(await harmDone(target, i)));
    }
    looking.kill('SIGKILL');
  }
  if (victim !== 'target' && harm.length === 0) {
    await quiet(target);
    const pipes = pipesOf(target.pid);
    // Node's own are few; each child that was forgotten would leave two.
    if (pipes > 20) harm.push(`${pipes} pipes are left open`);
  }
  await target.stop();
  return { what: `${victim} killed`, kills: killed, harm };
}

/** What a user of the service would notice. */
async function harmDone(target, i) {
  const harm = [];
  const id = (i * 7919) % 5000;
  const answer = await target.get(`/answer/${id}`).catch((error) => error.message);
  if (answer !== JSON.stringify([id, [`tag ${id}`, id], `customer ${id}`])) harm.push(`a wrong answer: ${answer}`);
  const spoken = await target.get('/spawn').catch((error) => error.message);
  if (spoken !== '0 spoken') harm.push(`spawning gave ${spoken}`);
  if (childrenOf(target.pid).length > 0) harm.push('a child or zombie is left');
  return harm;
}

async function quiet(target) {
  await target.get('/pause');
  await delay(1500);
}

function stateOf(pid) {
  const flags = { marked: 0, unmarkedAnonymous: 0, markedNamed: 0 };
  let line = '';
  for (const each of readFileSync(`/proc/${pid}/smaps`, 'latin1').split('\n')) {
    if (/^[0-9a-f]+-[0-9a-f]+ /.test(each)) line = each;
    if (!each.startsWith('VmFlags')) continue;
    const isMarked = each.includes(' dc');
    const isAnonymous = line.trim().split(/\s+/).length === 5;
    if (isMarked && !isAnonymous) flags.markedNamed++;
    if (isMarked) flags.marked++;
    if (!isMarked && isAnonymous) flags.unmarkedAnonymous++;
  }
  return {
    threads: readdirSync(`/proc/${pid}/task`).length,
    pipes: pipesOf(pid),
    handlers: /SigCgt:\s+(\w+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))[1],
    ...flags,
  };
}

function difference(before, after) {
  const harm = [];
  for (const name of ['threads', 'pipes', 'handlers', 'markedNamed']) {
    if (before[name] !== after[name]) harm.push(`${name}: ${before[name]} before, ${after[name]} after`);
  }
  // The library itself, and what malloc has taken.
  const more = after.unmarkedAnonymous - before.unmarkedAnonymous;
  if (more > 60) harm.push(`${more} more mappings that a fork takes along`);
  return harm;
}

function pipesOf(pid) {
  let pipes = 0;
  for (const fd of readdirSync(`/proc/${pid}/fd`)) {
    try {
      if (readlinkSync(`/proc/${pid}/fd/${fd}`).startsWith('pipe:')) pipes++;
    } catch {
      // Closed meanwhile.
    }
  }
  return pipes;
}

/** The children of ours that a process has, zombies included. */
function childrenOf(pid) {
  try {
    const tasks = readdirSync(`/proc/${pid}/task`);
    const pids = tasks.flatMap((tid) => readFileSync(`/proc/${pid}/task/${tid}/children`, 'latin1').trim().split(' '));
    return pids.filter(Boolean).map(Number).filter(isLeakconsole);
  } catch {
    return [];
  }
}

function isLeakconsole(pid) {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'latin1').trim() === 'leakconsole';
  } catch {
    return false;
  }
}

function killIfThere(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

async function waitFor(look, mostMs) {
  const end = performance.now() + mostMs;
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    if (performance.now() > end) throw new Error('it never came');
    await delay(10);
  }
}
