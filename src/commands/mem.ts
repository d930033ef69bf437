import { judgeVitals, type MallocState, type VitalsJudgement } from '../analysis/judge-vitals.js';
import { sumVitals } from '../analysis/sum-vitals.js';
import type { Vitals, VitalsReading } from '../analysis/vitals.js';
import { FLAG } from '../dispatch/argument.js';
import { defineCommand, type OfProcess } from '../dispatch/command.js';
import { sum } from '../dispatch/merge-rows.js';
import { repeat, repeatOptions, repetitionOf } from '../dispatch/repeat.js';
import { type Memory, readMemory } from '../isolate/memory.js';
import { probeMalloc, readVitals } from '../isolate/vitals.js';
import { type Block, note, numbers, table, text } from '../view/blocks.js';
import { formatDuration } from '../view/format-duration.js';
import { formatBytes } from '../view/format-quantities.js';
import { viewVitals } from '../view/vitals.js';

/** The totals that Node keeps, all that can leak, and which of it grows. */
export interface MemoryResult extends Memory, VitalsJudgement {
  /** What the snapshots of this session have left behind, a part of `otherBytes`: allocators keep such memory. */
  readonly snapshotsKeptBytes: number;
  /** When this was read, ISO 8601. */
  readonly at: string;
  /** All that can leak. */
  readonly vitals: Vitals;
  /** What was read at `since`; null in the first look. */
  readonly base: Vitals | null;
  /** When the base was read, ISO 8601: the call before, or the first look of this command. */
  readonly since: string | null;
  /** What malloc answered to `--probe`; null without, or where it cannot be told. */
  readonly probe: MallocState | null;
  /**
   * JavaScript objects of its worker threads, which are in the RSS alone; null of a worker, and where the runtime does
   * not tell.
   */
  readonly workersHeapBytes: number | null;
  /**
   * Of several processes that were looked at together: what each has. The result’s own numbers are their sums, but for
   * limits.
   */
  readonly processes?: readonly ProcessMemory[];
}

/** The memory of one process, bytes. */
interface ProcessMemory {
  /** Its id. */
  readonly pid: number;
  /** Memory of the process that is in RAM. */
  readonly rssBytes: number;
  /** JavaScript objects, living and not yet collected. */
  readonly heapUsedBytes: number;
}

/** Node itself, its threads and libraries, takes about this much outside all heaps, without mapped files. */
const ORDINARY_NATIVE = 50e6;
const MOST_READINGS = 60;
const MOST_PROBED = 32 * 2 ** 20;

/** What to ask about that which grows most tellingly; null where no command tells more. */
const NEXT: Readonly<Record<MemoryResult['grows'][number], string | null>> = {
  heap: '.growth, which shows what of it',
  buffers: '.biggest, which shows what holds them',
  external: '.biggest, which shows what holds it',
  native: '.biggest, which shows the objects that hold such',
  fragmentation: null,
  contexts: '.biggest, which shows what holds them',
  timers: '.instances Timeout',
  sockets: '.retainers Socket',
  files: '.count FileHandle',
  pipes: '.instances Socket',
  processes: '.instances ChildProcess',
  workers: '.workers',
  threads: null,
};

/** Which of a process’s memories grows: heap, Buffers, native memory, descriptors, threads and the like. */
export const memCommand = defineCommand({
  name: 'mem',
  group: 'process',
  summary: 'which of the process’s memories grows: all that can leak, now and since the last call',
  help:
    'Counters that Node, V8 and Linux keep: asking costs the target a millisecond, no collection and no walk. It ' +
    'compares with the call before, or, with --every, with the first look; from the fourth look on, what grows must ' +
    'rise steadily.\n' +
    'When native memory grows, --probe asks malloc of the main thread for up to 32 MB in small blocks, which are ' +
    'dropped at once: what it has free was fragmented, and is no leak. It takes about 0.1 s.',
  examples: ['', '--every 10s', '--probe'],
  on: ['live'],
  positionals: {},
  options: {
    ...repeatOptions,
    probe: { kind: FLAG, default: false, describe: 'tell fragmentation of malloc from a native leak' },
  },
  run({ isolate, threads, signal }, { every, count, watch, probe }): AsyncIterable<MemoryResult> {
    const { counts, snapshots, session } = isolate;
    const readings: VitalsReading[] =
      counts.vitals && every === undefined && watch === undefined ? [counts.vitals] : [];
    return repeat(repetitionOf({ every, watch, count }), signal, async () => {
      const memory = await readMemory(session);
      const reading = await readVitals(isolate);
      counts.vitals = reading;
      // The base stays, of what came between the latest.
      if (readings.push(reading) > MOST_READINGS) readings.splice(1, 1);
      const malloc = probe ? await probeMalloc(isolate, MOST_PROBED) : null;
      const base = readings.length > 1 ? readings[0] : null;
      const judged = base
        ? judgeVitals(
            readings.map(({ vitals }) => vitals),
            malloc,
          )
        : { grows: [], sentence: judgeTotals(memory, reading.vitals) };
      const since = base?.at ?? null;
      const snapshotsKeptBytes = snapshots.keptBytes;
      const workersHeapBytes = isolate === threads.main ? await threads.workersHeapBytes() : null;
      return {
        ...memory,
        snapshotsKeptBytes,
        ...reading,
        base: base?.vitals ?? null,
        since,
        probe: malloc,
        workersHeapBytes,
        ...judged,
      };
    });
  },
  merge: { combine: combineMemory },
  view(result): Block[] {
    const { vitals, base, since, at, grows, sentence, probe, heapUsedBytes, workersHeapBytes, processes } = result;
    return [
      viewVitals(vitals, base, grows, describeLimits(result)),
      ...(sentence === '' ? [] : [text(sentence)]),
      ...(workersHeapBytes !== null && workersHeapBytes > heapUsedBytes
        ? [
            text(
              `Most JavaScript objects are in its worker threads: ${formatBytes(workersHeapBytes)}; .workers lists them.`,
            ),
          ]
        : []),
      ...(processes ? [viewProcesses(processes)] : []),
      ...(probe
        ? [note(`malloc had ${formatBytes(probe.freeBytes)} free of ${formatBytes(probe.askedBytes)} it was asked for`)]
        : []),
      since === null
        ? note('this is the base: the next .mem, or --every 10s, shows what grows')
        : note(`since ${since.slice(11, 19)} UTC, ${formatDuration(Date.parse(at) - Date.parse(since))} ago`),
    ];
  },
  next: ({ grows: [first] }) => (first === undefined ? null : NEXT[first]),
  redraws: ({ watch }) => watch !== undefined,
});

/** The memory of several processes as one; what grows is judged by the sums. */
function combineMemory(
  results: readonly OfProcess<MemoryResult>[],
  _args: unknown,
  earlier: readonly MemoryResult[],
): MemoryResult {
  const all = results.map(({ result }) => result);
  const [first] = all;
  const add = (read: (result: MemoryResult) => number) => all.reduce((total, result) => total + read(result), 0);
  const vitals = sumVitals(all.map((result) => result.vitals));
  const bases = all.map(({ base }) => base).filter((base) => base !== null);
  const base = bases.length === all.length ? sumVitals(bases) : null;
  const before = looksAtSame(results, earlier).map((result) => result.vitals);
  const memory: Memory = {
    ...first,
    rssBytes: add(({ rssBytes }) => rssBytes),
    heapUsedBytes: add(({ heapUsedBytes }) => heapUsedBytes),
    heapTotalBytes: add(({ heapTotalBytes }) => heapTotalBytes),
    externalBytes: add(({ externalBytes }) => externalBytes),
    arrayBuffersBytes: add(({ arrayBuffersBytes }) => arrayBuffersBytes),
    otherBytes: add(({ otherBytes }) => otherBytes),
  };
  return {
    ...first,
    ...memory,
    vitals,
    base,
    since: base && first.since,
    snapshotsKeptBytes: add(({ snapshotsKeptBytes }) => snapshotsKeptBytes),
    workersHeapBytes: sum(all.map(({ workersHeapBytes }) => workersHeapBytes)),
    processes: results.map(({ pid, result: { rssBytes, heapUsedBytes } }) => ({ pid, rssBytes, heapUsedBytes })),
    ...(base ? judgeVitals([...(before.length > 0 ? before : [base]), vitals]) : { grows: [], sentence: '' }),
  };
}

/** The looks before, as far as they were at the same processes: sums of others do not compare. */
function looksAtSame(results: readonly OfProcess<MemoryResult>[], earlier: readonly MemoryResult[]): MemoryResult[] {
  const pidsOf = (processes: readonly { readonly pid: number }[]) => processes.map(({ pid }) => pid).join();
  return earlier.filter(({ processes = [] }) => pidsOf(processes) === pidsOf(results));
}

function viewProcesses(processes: readonly ProcessMemory[]): Block {
  return table(processes, [
    numbers('process', ({ pid }) => String(pid)),
    numbers('RSS', ({ rssBytes }) => formatBytes(rssBytes)),
    numbers('heap', ({ heapUsedBytes }) => formatBytes(heapUsedBytes)),
  ]);
}

function describeLimits({ heapLimitBytes, limitBytes }: Memory): string {
  const container = limitBytes === null ? 'no container limit' : `container limit ${formatBytes(limitBytes)}`;
  return `heap limit ${formatBytes(heapLimitBytes)}, ${container}`;
}

/** A sentence where the totals of one moment speak for themselves; else an empty one. */
function judgeTotals(
  { rssBytes, heapUsedBytes, heapLimitBytes }: Memory,
  { nativeBytes, arrayBuffersBytes }: Vitals,
): string {
  if (nativeBytes > rssBytes / 2 && nativeBytes > ORDINARY_NATIVE)
    return (
      'Most of it is native memory. JavaScript objects may hold such (zlib, crypto, sockets, workers’ heaps): ' +
      '.biggest shows them. If none do and it goes on growing, look at native add-ons, at fragmentation (--probe), ' +
      'at threads.'
    );
  if (arrayBuffersBytes > rssBytes / 2)
    return 'Most of it is in Buffers and typed arrays, outside the JavaScript heap: .biggest shows what holds them.';
  if (heapUsedBytes > heapLimitBytes * 0.85)
    return 'The heap is close to its limit: V8 will soon spend its time on collections, then end the process.';
  return '';
}
