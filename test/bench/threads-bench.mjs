// What the tasks of loading a snapshot take of processor time, each alone; with how many threads it is when they are
// done on this machine; and what chain of tasks it takes at the least, had each thread a processor of its own.
//   npm run bench -- threads [programs=service,typescript-project] [size=400] [threads=1,2,4] [repeat=3]
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { v8Heap, v8Heaps } from './v8-heaps.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** What each thread does one after the other when all is read, and what of others each task needs. */
const shares = [
  {
    'depth-first': [],
    dominators: ['retainers'],
    'retained sizes': ['own sizes'],
    'sizes of classes': [],
  },
  { retainers: [] },
  { 'own sizes': [], distances: [] },
];

export async function bench(args) {
  const {
    programs = 'service,typescript-project',
    size = '400',
    threads = '1,2,4',
    repeat = '3',
  } = Object.fromEntries(args.map((arg) => arg.split('=')));
  for (const program of programs.split(',')) {
    const file = v8Heap(program, Number(size), v8Heaps[size][program]);
    const alone = aloneMs(Array.from({ length: Number(repeat) }, () => run(file, 1)));
    console.log(`\n${program}, ${size} MB: what each task takes of processor time, alone, medians, ms`);
    console.log([...alone].map(([name, ms]) => `  ${name} ${ms.toFixed(0)}`).join('\n'));
    for (const count of threads.split(',').map(Number)) {
      const runs = Array.from({ length: Number(repeat) }, () => run(file, count));
      const middle = runs.sort((a, b) => end(a) - end(b))[runs.length >> 1];
      const cpu = middle.reduce((sum, { ms }) => sum + ms, 0);
      console.log(
        `\n  ${count} ${count === 1 ? 'thread' : 'threads'}, here: ${end(middle)} ms, ${cpu} ms of processor time`,
      );
      for (const task of middle) console.log(`    ${bar(task, end(middle))} ${task.thread} ${task.name} ${task.ms}`);
      const chain = longestChain(count, alone);
      console.log(`  with a processor each: ${chain.at(-1).end.toFixed(0)} ms`);
      console.log(`    ${chain.map(({ name, ms }) => `${name} ${ms.toFixed(0)}`).join(' + ')}`);
    }
  }
}

/** Loads a file with so many threads; gives its tasks, in the order of their ends, ms. */
function run(file, threads) {
  const env = { ...process.env, NODE_DEBUG: 'leakconsole', THREADS: String(threads) };
  const args = ['--require', here('threads.cjs'), here('open-entry.mjs'), file];
  const { status, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const told = stderr.matchAll(/^task (.+): thread (\d+), (\d+) to (\d+) ms .*, (\d+) to (\d+) ms .*$/gm);
  const tasks = Array.from(told, ([, name, ...numbers]) => {
    const [thread, before, after, from, to] = numbers.map(Number);
    return { name, thread, before, ms: after - before, from, to };
  });
  if (tasks.length === 0) throw new Error('what threads do is only known on Linux, of files above 200 MB');
  return tasks;
}

function end(tasks) {
  return Math.max(...tasks.map(({ to }) => to));
}

/** Of runs with one thread, what each task takes, and `start`, all that is before the first. */
function aloneMs(runs) {
  const starts = runs.map((tasks) => Math.min(...tasks.map(({ before }) => before)));
  const times = (name) => runs.map((tasks) => tasks.find((task) => task.name === name).ms);
  return new Map([['start', median(starts)], ...runs[0].map(({ name }) => [name, median(times(name))])]);
}

function bar({ from, to }, total) {
  const at = (ms) => Math.round((60 * ms) / total);
  return `${' '.repeat(at(from))}${'█'.repeat(Math.max(1, at(to) - at(from)))}`.padEnd(61);
}

/**
 * The tasks of which each had to wait for the one before it, if every thread has a processor and a memory of its own;
 * with their ends. Rows are shared out as well as can be.
 */
function longestChain(threads, alone) {
  const first = alone.get('strings') + alone.get('ephemerons');
  const reading = Math.max(first, (first + alone.get('rows')) / threads);
  const start = { name: 'start', ms: alone.get('start'), end: alone.get('start') };
  const read = { name: 'reading', ms: reading, end: start.end + reading, after: start };
  /** What each thread did last, and each task. */
  const last = new Array(threads).fill(read);
  const done = new Map();
  // The first thread waits for others.
  for (const share of [1, 2, 0]) {
    const thread = share === 0 || threads === 1 ? 0 : 1 + ((share - 1) % (threads - 1));
    for (const [name, needs] of Object.entries(shares[share])) {
      const after = latest([last[thread], ...needs.map((each) => done.get(each))]);
      last[thread] = { name, ms: alone.get(name), end: after.end + alone.get(name), after };
      done.set(name, last[thread]);
    }
  }
  const chain = [];
  for (let task = latest(last); task; task = task.after) chain.unshift(task);
  return chain;
}

function latest(tasks) {
  return tasks.reduce((a, b) => (b.end > a.end ? b : a));
}

function median(values) {
  return values.sort((a, b) => a - b)[values.length >> 1];
}
