import { defineCommand } from '../dispatch/command.js';
import { repeat, repeatOptions, repetitionOf } from '../dispatch/repeat.js';
import { readMemory } from '../isolate/memory.js';
import type { WorkerRow } from '../isolate/threads.js';
import { accent, type Block, type ColumnOf, dim, note, numbers, strong, table, text, warn } from '../view/blocks.js';
import { formatBytes, formatBytesDelta, formatShare } from '../view/format-quantities.js';

/** A worker thread, and how its heap has grown. */
interface Row extends WorkerRow {
  /** By how much its heap has grown since the first look of this command, bytes; null in its own first look. */
  readonly grownBytes: number | null;
  /** Its used heap at each look, bytes. */
  readonly course: readonly number[];
}

/** The worker threads of a process. */
export interface WorkersResult {
  /** By thread id. */
  readonly workers: readonly Row[];
  /** JavaScript objects of the main thread, for comparison. */
  readonly mainHeapUsedBytes: number;
}

const MOST_IN_COURSE = 60;

/** Lists the worker threads of a process: what each does, and its heap. */
export const workersCommand = defineCommand({
  name: 'workers',
  group: 'process',
  summary: 'the worker threads: what each does, and its heap',
  help:
    'Each worker thread has a heap of its own, which no look at the main thread sees. `.use worker 4` makes all ' +
    'commands look at worker 4, `.use main` at the main thread again; from the shell, `leakconsole COMMAND ' +
    '9229/worker:4`. A worker is parked while it waits in Atomics.wait, as those of a pool do between two tasks.',
  examples: ['', '--watch 5s'],
  on: ['live'],
  positionals: {},
  options: repeatOptions,
  run({ threads, signal }, { every, count, watch }): AsyncIterable<WorkersResult> {
    const courses = new Map<number, number[]>();
    return repeat(repetitionOf({ every, watch, count }), signal, async () => {
      const workers = (await threads.readWorkers()).map((worker): Row => {
        const { threadId, heapUsedBytes } = worker;
        const before = courses.get(threadId) ?? [];
        const course = heapUsedBytes === null ? before : [...before, heapUsedBytes].slice(-MOST_IN_COURSE);
        courses.set(threadId, course);
        const grownBytes = before.length === 0 || heapUsedBytes === null ? null : heapUsedBytes - before[0];
        return { ...worker, grownBytes, course };
      });
      const { heapUsedBytes: mainHeapUsedBytes } = await readMemory(threads.main.session);
      return { workers, mainHeapUsedBytes };
    });
  },
  view: viewWorkers,
  next({ workers, mainHeapUsedBytes }) {
    const [largest] = [...workers].sort((a, b) => heapOf(b) - heapOf(a));
    if (!largest || sumOf(workers) < mainHeapUsedBytes) return null;
    return `.use worker ${largest.threadId}, and commands look at the largest`;
  },
  redraws: ({ watch }) => watch !== undefined,
});

function viewWorkers({ workers, mainHeapUsedBytes }: WorkersResult): Block[] {
  if (workers.length === 0) return [text('no worker thread runs in this process')];
  const used = sumOf(workers);
  const total = used + mainHeapUsedBytes;
  const hasCourse = workers.some(({ course }) => course.length > 1);
  const growth: ColumnOf<Row>[] = hasCourse
    ? [
        numbers('growth', ({ grownBytes }) => {
          if (grownBytes === null) return 'new';
          return grownBytes > 0 ? warn(formatBytesDelta(grownBytes)) : formatBytesDelta(grownBytes);
        }),
        { title: '', cell: ({ course }) => ({ curve: course, most: 12 }) },
      ]
    : [];
  return [
    table(workers, [
      numbers('thread', ({ threadId }) => strong(String(threadId))),
      { title: 'name', cell: ({ name }) => accent(name) },
      { title: 'state', cell: ({ state }) => state },
      numbers('heap', ({ heapUsedBytes }) => (heapUsedBytes === null ? '–' : strong(formatBytes(heapUsedBytes)))),
      numbers('limit', ({ heapLimitBytes }) => (heapLimitBytes === null ? '–' : formatBytes(heapLimitBytes))),
      numbers('share', (row) => formatShare(heapOf(row), total)),
      ...growth,
      { title: 'script', cell: ({ url }) => dim(url || 'a text'), narrow: 'cut-middle' },
    ]),
    describeShare(used, mainHeapUsedBytes),
  ];
}

/** Where the heap is, as a sentence. */
function describeShare(used: number, main: number): Block {
  const heaps = `the heap of the main thread is ${formatBytes(main)}, those of the workers ${formatBytes(used)}`;
  return used < main ? note(heaps) : text([strong('most of the heap is in the workers'), `: ${heaps}`]);
}

/** The heap of a worker, bytes; 0 where it does not tell. */
function heapOf({ heapUsedBytes }: Row): number {
  return heapUsedBytes ?? 0;
}

function sumOf(workers: readonly Row[]): number {
  return workers.reduce((sum, row) => sum + heapOf(row), 0);
}
