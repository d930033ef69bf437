import { risingChance } from './mann-kendall.js';
import type { Vitals } from './vitals.js';

/** What can leak, by the names that `grows` has. */
export type MemoryName =
  | 'heap'
  | 'buffers'
  | 'external'
  | 'native'
  | 'contexts'
  | 'timers'
  | 'sockets'
  | 'files'
  | 'pipes'
  | 'processes'
  | 'workers'
  | 'threads';

/** What malloc answered to a probe. Bytes. */
export interface MallocState {
  /** How much it was asked for: the probe ends as soon as malloc has to take new memory. */
  readonly askedBytes: number;
  /** How much of that it had free. */
  readonly freeBytes: number;
}

/** Which memories of a process grow, for programs and as a sentence. */
export interface VitalsJudgement {
  /** What grows, the most telling first; `fragmentation` in the place of `native` where a probe tells. */
  readonly grows: readonly (MemoryName | 'fragmentation')[];
  /** Which of the memories grows, and what to ask next. */
  readonly sentence: string;
}

interface Memory {
  /** As a sentence begins. */
  readonly title: string;
  readonly read: (vitals: Vitals) => number | null | undefined;
  /** What is less is noise: a number, and a share of what was there. */
  readonly noise: number;
  readonly noiseShare: number;
  readonly unit: 'bytes' | 'count';
  /** What to ask next, a sentence. */
  readonly advice: string;
  /** What one more of it adds to other memories, at most: that is no leak of theirs. */
  readonly brings?: Partial<Record<MemoryName, number>>;
}

/** Counts before bytes: what is counted has a cause, and explains bytes that come with it. */
const MEMORIES: Readonly<Record<MemoryName, Memory>> = {
  workers: {
    title: 'The number of workers',
    read: ({ descriptors }) => descriptors?.eventLoop,
    noise: 1,
    noiseShare: 0,
    unit: 'count',
    advice:
      'Each is a thread with a heap of its own: .instances Worker shows those that nobody ended with terminate().',
    brings: { native: Number.POSITIVE_INFINITY, heap: 100e3, buffers: 1e6, pipes: 4, threads: 1 },
  },
  processes: {
    title: 'The number of child processes',
    read: ({ childProcesses }) => childProcesses,
    noise: 2,
    noiseShare: 0.1,
    unit: 'count',
    advice: '.instances ChildProcess shows those that run on.',
    brings: { sockets: 4, pipes: 4, heap: 50e3, buffers: 100e3, native: 100e3 },
  },
  contexts: {
    title: 'The number of contexts',
    read: ({ nativeContexts }) => nativeContexts,
    noise: 3,
    noiseShare: 0.1,
    unit: 'count',
    advice:
      'Each is a realm, of vm.createContext or the like, with intrinsics of its own: .biggest shows what holds them.',
    brings: { heap: 500e3, native: 200e3 },
  },
  sockets: {
    title: 'The number of open sockets',
    read: ({ descriptors, sockets }) => descriptors?.socket ?? sockets,
    noise: 10,
    noiseShare: 0.1,
    unit: 'count',
    advice: '.count Socket, and .retainers Socket, show what holds them.',
    brings: { heap: 20e3, buffers: 70e3, native: 100e3 },
  },
  files: {
    title: 'The number of open files',
    read: ({ descriptors }) => descriptors?.file,
    noise: 10,
    noiseShare: 0.1,
    unit: 'count',
    advice:
      'They are opened and never closed; .count FileHandle, ReadStream or WriteStream tell by which means, and what ' +
      'fs.open gave is a mere number.',
    brings: { heap: 10e3, buffers: 70e3, native: 10e3 },
  },
  pipes: {
    title: 'The number of open pipes',
    read: ({ descriptors }) => descriptors?.pipe,
    noise: 10,
    noiseShare: 0.1,
    unit: 'count',
    advice: '.instances Socket shows those that Node reads or writes.',
    brings: { heap: 20e3, buffers: 70e3, native: 100e3 },
  },
  timers: {
    title: 'The number of timers',
    read: ({ timers }) => timers,
    noise: 50,
    noiseShare: 0.1,
    unit: 'count',
    advice: 'They are set and never cleared: .instances Timeout shows what they call.',
    brings: { heap: 2e3, native: 1e3 },
  },
  threads: {
    title: 'The number of threads',
    read: ({ threads }) => threads,
    // At its first use Node starts a pool of four.
    noise: 5,
    noiseShare: 0.1,
    unit: 'count',
    advice: 'They are no workers: native add-ons start such, and a larger UV_THREADPOOL_SIZE.',
    brings: { native: Number.POSITIVE_INFINITY },
  },
  heap: {
    title: 'The JavaScript heap',
    read: ({ oldGenerationBytes }) => oldGenerationBytes,
    noise: 4e6,
    noiseShare: 0.05,
    unit: 'bytes',
    advice: 'Garbage may be among it: .trend tells a leak from a warm-up, .growth which types stay.',
  },
  buffers: {
    title: 'The memory of Buffers and typed arrays',
    read: ({ arrayBuffersBytes }) => arrayBuffersBytes,
    noise: 4e6,
    noiseShare: 0.05,
    unit: 'bytes',
    advice: 'It is outside of the heap, and freed with their objects: .biggest shows what holds them.',
  },
  external: {
    title: 'The external memory of strings or WebAssembly',
    read: ({ otherExternalBytes }) => otherExternalBytes,
    noise: 4e6,
    noiseShare: 0.05,
    unit: 'bytes',
    advice:
      'JavaScript objects hold it outside of the heap, such as strings of more than a megabyte: .strings and ' +
      '.biggest show them.',
  },
  native: {
    title: 'Native memory',
    read: ({ nativeBytes }) => nativeBytes,
    noise: 10e6,
    noiseShare: 0.1,
    unit: 'bytes',
    advice:
      'JavaScript objects may hold it (zlib, crypto, sockets, workers’ heaps): .biggest shows those. If none do, it ' +
      'is a native add-on or fragmentation of malloc: .mem --probe tells these apart.',
  },
};

const BY_PROBE = {
  fragmentation:
    'Memory grows that malloc has free and cannot give back: fragmentation, no leak. Try jemalloc, or ' +
    'MALLOC_ARENA_MAX=2.',
  native:
    'Native memory grows, and malloc has little of it free: it is in use. JavaScript objects may hold it (zlib, ' +
    'crypto, sockets): .biggest shows those; if none do, suspect a native add-on.',
};

const NAMES = Object.keys(MEMORIES) as MemoryName[];
/**
 * A memory is named if it has grown by this share of what has grown most: objects that hold native memory are in the
 * heap too.
 */
const TELLING_SHARE = 0.5;
/** From this many readings on, a steady rise is required too. */
export const FEWEST_READINGS = 4;
const SIGNIFICANT = 0.05;

/**
 * Which memories of a process grow, by readings in the order of time: the last against the first, and, where there are
 * four or more, a steady rise (p < 0.05). Growth that another one explains is not named: sockets have buffers. Pure.
 */
export function judgeVitals(readings: readonly Vitals[], probe: MallocState | null = null): VitalsJudgement {
  const deltas = unexplainedDeltas(readings);
  const most = Math.max(...NAMES.map((name) => (MEMORIES[name].unit === 'bytes' ? deltas[name] : 0)));
  const grown = NAMES.filter((name) => {
    const { unit, noise, noiseShare, read } = MEMORIES[name];
    const least = Math.max(noise, noiseShare * (read(readings[0]) ?? 0));
    return (
      deltas[name] >= least &&
      (unit === 'count' || deltas[name] > TELLING_SHARE * most) &&
      risesSteadily(readings.map((vitals) => read(vitals) ?? 0))
    );
  });
  if (grown.length === 0) return { grows: [], sentence: 'Nothing grows by more than noise.' };
  if (grown.length === 1 && grown[0] === 'native' && probe) {
    const isFragmented = probe.freeBytes > probe.askedBytes / 2;
    return isFragmented
      ? { grows: ['fragmentation'], sentence: BY_PROBE.fragmentation }
      : { grows: ['native'], sentence: BY_PROBE.native };
  }
  const outlook =
    readings.length < FEWEST_READINGS ? ' The next looks tell whether it goes on (.mem --every 10s).' : '';
  const { said, advice } = describeGrown(grown);
  return { grows: grown, sentence: `${said} ${advice}${outlook}` };
}

/** By how much each has grown, without what the growth of counts brings with it. */
function unexplainedDeltas(readings: readonly Vitals[]): Record<MemoryName, number> {
  const [first, last] = [readings[0], readings.at(-1)!];
  const deltas = {} as Record<MemoryName, number>;
  for (const name of NAMES) {
    const { read } = MEMORIES[name];
    deltas[name] = (read(last) ?? 0) - (read(first) ?? 0);
  }
  // V8 counts as external all that WebAssembly reserves, of which hardly any is in RAM: so RAM must have grown too.
  // What was freed may still be with malloc, and is no native leak either.
  const outside = outsideBytes(last) - outsideBytes(first);
  deltas.external = Math.min(deltas.external, Math.max(0, outside));
  deltas.native = Math.min(outside - Math.max(0, deltas.external), last.rssBytes - first.rssBytes);
  for (const cause of NAMES) {
    const { brings = {}, noise } = MEMORIES[cause];
    if (deltas[cause] < noise) continue;
    for (const [name, each] of Object.entries(brings)) deltas[name as MemoryName] -= each * deltas[cause];
  }
  return deltas;
}

/** What of the RSS is native or external memory, without array buffers; below zero where these are not in RAM. */
function outsideBytes(vitals: Vitals): number {
  const { rssBytes, fileMappingsBytes, heapPagesBytes, arrayBuffersBytes, snapshotsKeptBytes } = vitals;
  return rssBytes - (fileMappingsBytes ?? 0) - heapPagesBytes - arrayBuffersBytes - snapshotsKeptBytes;
}

function risesSteadily(values: readonly number[]): boolean {
  return values.length < FEWEST_READINGS || risingChance(values) < SIGNIFICANT;
}

/** How much there was of a memory, or how many, at each reading; 0 where a reading does not tell. */
export function numbersOf(name: MemoryName, readings: readonly Vitals[]): number[] {
  return readings.map((vitals) => MEMORIES[name].read(vitals) ?? 0);
}

/** Says of memories that they grow, and what to ask next. */
export function describeGrown(grown: readonly MemoryName[]): { readonly said: string; readonly advice: string } {
  const titles = grown.map((name, index) => (index === 0 ? MEMORIES[name].title : lowerFirst(MEMORIES[name].title)));
  const list = titles.length === 1 ? titles[0] : `${titles.slice(0, -1).join(', ')} and ${titles.at(-1)}`;
  const advice = grown.map((name) => MEMORIES[name].advice).join(' ');
  return { said: `${list} ${grown.length === 1 ? 'grows' : 'grow'}.`, advice };
}

function lowerFirst(text: string): string {
  return `${text[0].toLowerCase()}${text.slice(1)}`;
}
