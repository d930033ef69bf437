// What the tasks of loading a snapshot take, of processor time on this machine, how long two threads need for them, and
// what more threads could save: the reading can be shared out, but of what follows, each of the longest tasks needs the
// one before it.
//   npm run bench -- threads [programs=service] [size=400] [repeat=3]
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { v8Heap, v8Heaps } from './v8-heaps.mjs';

const entry = fileURLToPath(new URL('open-entry.mjs', import.meta.url));

const reading = ['nodes', 'strings', 'ephemerons', 'edges'];

/** Which tasks each one needs, beside the reading; those of the longest chain first. */
const needs = {
  'depth-first': [],
  retainers: [],
  dominators: ['depth-first', 'retainers'],
  'shallow sizes': [],
  classes: [],
  sizes: ['dominators', 'shallow sizes', 'classes'],
  distances: [],
};

export async function bench(args) {
  const { programs = 'service', size = '400', repeat = '3' } = Object.fromEntries(args.map((arg) => arg.split('=')));
  for (const program of programs.split(',')) {
    const file = v8Heap(program, Number(size), v8Heaps[size][program]);
    const runs = Array.from({ length: Number(repeat) }, () => tasksOf(file));
    const tasks = new Map([...runs[0].keys()].map((name) => [name, median(runs.map((run) => run.get(name) ?? 0))]));
    const sum = [...tasks.values()].reduce((a, b) => a + b, 0);
    console.log(`\n${program}, ${size} MB: ${sum} ms of processor time, medians`);
    for (const [name, ms] of tasks) console.log(`  ${name.padEnd(16)} ${String(ms).padStart(6)} ms`);
    const chain = tasks.get('depth-first') + tasks.get('dominators') + tasks.get('sizes');
    console.log(`  one after the other, whatever the threads: ${chain} ms (depth-first, dominators, sizes)`);
    for (const threads of [1, 2, 3, 4, 8]) {
      const ms = Math.round(timeWith(threads, tasks));
      console.log(`  ${threads} ${threads === 1 ? 'thread ' : 'threads'} ${String(ms).padStart(14)} ms at the least`);
    }
  }
}

/** Loads a file, and gives for each task the processor time of all threads, ms. */
function tasksOf(file) {
  const env = { ...process.env, NODE_DEBUG: 'leakconsole' };
  const { status, stderr } = spawnSync(process.execPath, [entry, file], { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const tasks = new Map();
  for (const [, name, ms] of stderr.matchAll(/^task (.+): (\d+) ms$/gm)) {
    tasks.set(name, (tasks.get(name) ?? 0) + Number(ms));
  }
  if (tasks.size === 0) throw new Error('the processor time of threads is only known on Linux, of files above 200 MB');
  return tasks;
}

/** How long some threads need if none waits while it could work, and the reading is shared out as well as can be. */
function timeWith(threads, tasks) {
  const parts = reading.map((name) => tasks.get(name));
  // The edges alone can be cut into pieces.
  const longest = Math.max(tasks.get('nodes'), tasks.get('strings') + tasks.get('ephemerons'));
  const read = Math.max(parts.reduce((a, b) => a + b, 0) / threads, threads > 1 ? longest : 0);
  const free = new Array(threads).fill(read);
  const ends = new Map();
  for (const [name, before] of Object.entries(needs)) {
    const ready = Math.max(read, ...before.map((each) => ends.get(each)));
    // The thread that is free last of those that are free in time, or else the first that is.
    const inTime = free.filter((at) => at <= ready);
    const at = free.indexOf(inTime.length > 0 ? Math.max(...inTime) : Math.min(...free));
    free[at] = Math.max(free[at], ready) + tasks.get(name);
    ends.set(name, free[at]);
  }
  return Math.max(...free);
}

function median(values) {
  return values.sort((a, b) => a - b)[values.length >> 1];
}
