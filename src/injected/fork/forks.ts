import { type Timer, Timers } from '../timers.js';
import { examine, type ProcessFacts } from './examine.js';
import { FORK, FORK_FAILURE, type ForkFailure, type Library, LOOK, NUMBERS } from './library.js';
import { type LoadFailure, loadLibrary } from './load-library.js';
import { type MemoryLimits, readMemoryLimits } from './read-memory-limits.js';
import { takeCensus } from './take-census.js';
import { takeSnapshot } from './take-snapshot.js';
import { writeAll } from './write-all.js';

type Load = (name: string) => unknown;

/** What a child is to do, and how long and how much it may. */
export interface ForkRequest {
  readonly task: 'census' | 'snapshot';
  /** What it writes is gzipped in the child. */
  readonly gzip: boolean;
  readonly seconds: number;
  /** Address space beyond what it is born with; 0: no limit. */
  readonly memoryBytes: number;
  /** How many of V8's threads must sleep; 0: fork whatever they do. */
  readonly v8Threads: number;
  readonly waitMs: number;
  readonly bySplit: boolean;
  /** 0 to 19; 20: only the time that nobody else wants. */
  readonly niceness: number;
  /** Without a `look` for so long, the child is ended: who asked for it is gone. */
  readonly leaseMs: number;
}

/** A child that was forked: what it took the process, ms. */
export interface ForkedChild {
  readonly pid: number;
  /** The descriptor of the pipe, in the parent: `/proc/PID/fd/N` leads to the child's output. */
  readonly outFd: number;
  readonly stallMs: number;
  readonly steps: {
    readonly waitedMs: number;
    readonly foundMs: number;
    readonly unmarkedMs: number;
    readonly forkedMs: number;
    readonly markedMs: number;
  };
  readonly mappings: number;
  readonly ranges: number;
  readonly notRestored: number;
}

/** How a child is doing. */
export interface ChildState {
  /** Null while it lives. */
  readonly ended: {
    readonly exitCode: number | null;
    readonly signal: number | null;
    readonly cpuMs: number;
    readonly maxRssBytes: number;
  } | null;
  readonly rssBytes: number;
  /** What it said since the last look. */
  readonly status: string;
  /** What it wrote since the last look, base64. */
  readonly piece: string;
  /** How long this look took the process, ms. */
  readonly tookMs: number;
}

/** Loads the library into this process and forks children from it: lives in the target. */
export interface Forks {
  examine(): ProcessFacts;
  readMemoryLimits(): MemoryLimits;
  /** Loads the library, once. Null when it is there. */
  load(base64: string, elsewhere: string | null): LoadFailure | null;
  /** Forks one child; one lives at a time. */
  fork(request: ForkRequest): ForkedChild | ForkFailure | 'another child';
  /** Lets go of the child's output: somebody else reads it. */
  releaseOutput(): void;
  /** Looks at the child, and takes up to so many bytes of its output. */
  look(mostBytes: number): ChildState | null;
  /** Ends the child at once, and reaps it as soon as it is gone. */
  kill(): void;
}

/** A child, from the fork until it is reaped and its descriptors are closed. */
interface Child {
  readonly pid: number;
  outFd: number;
  readonly statusFd: number;
  readonly leaseMs: number;
  lookedAt: number;
  /** Nobody will ask how it ended. */
  isDropped: boolean;
  timer: Timer;
}

const TICK_MS = 500;

/** Makes the one object by which children are forked. Nothing is done to the process before `load`. */
export function createForks(load: Load): Forks {
  const { Buffer } = load('buffer') as typeof import('node:buffer');
  const { performance } = load('perf_hooks') as typeof import('node:perf_hooks');
  const timers = new Timers({ load });
  const numbers = new Float64Array(NUMBERS);
  let library: Library | null = null;
  let child: Child | null = null;

  return {
    examine: () => examine(load),
    readMemoryLimits: () => readMemoryLimits(load),
    load(base64, elsewhere) {
      if (library !== null) return null;
      const loaded = loadLibrary(load, base64, elsewhere);
      if (!('fork' in loaded)) return loaded;
      library = loaded;
      return null;
    },
    fork(request) {
      if (library === null) return 'no memory';
      if (child !== null) return 'another child';
      return start(library, request);
    },
    releaseOutput() {
      if (child !== null && child.outFd >= 0) library?.close(child.outFd);
      if (child !== null) child.outFd = -1;
    },
    look(mostBytes) {
      if (library === null || child === null) return null;
      child.lookedAt = performance.now();
      return lookAt(library, child, mostBytes);
    },
    kill() {
      if (library === null || child === null) return;
      child.isDropped = true;
      library.kill(child.pid);
      reapDropped(library, child);
    },
  };

  function start(native: Library, request: ForkRequest): ForkedChild | ForkFailure {
    const { task, gzip, seconds, memoryBytes, v8Threads, waitMs, bySplit, niceness, leaseMs } = request;
    numbers[FORK.seconds] = seconds;
    numbers[FORK.memory] = memoryBytes;
    numbers[FORK.v8Threads] = v8Threads;
    numbers[FORK.waitUs] = 1000 * waitMs;
    numbers[FORK.bySplit] = bySplit ? 1 : 0;
    numbers[FORK.niceness] = niceness;
    const work = task === 'census' ? writeCensus : writeSnapshot;
    const started = performance.now();
    const pid = native.fork(numbers, (out) => work(native, out, gzip));
    const stallMs = performance.now() - started;
    if (pid < 0) return FORK_FAILURE[pid];
    const timer = timers.every(TICK_MS, tick);
    const outFd = numbers[FORK.out];
    child = { pid, outFd, statusFd: numbers[FORK.status], leaseMs, lookedAt: started, isDropped: false, timer };
    return {
      pid,
      outFd,
      stallMs,
      steps: {
        waitedMs: numbers[FORK.waitedUs] / 1000,
        foundMs: numbers[FORK.foundUs] / 1000,
        unmarkedMs: numbers[FORK.unmarkedUs] / 1000,
        forkedMs: numbers[FORK.forkedUs] / 1000,
        markedMs: numbers[FORK.markedUs] / 1000,
      },
      mappings: numbers[FORK.mappings],
      ranges: numbers[FORK.ranges],
      notRestored: numbers[FORK.notRestored],
    };
  }

  function lookAt(native: Library, one: Child, mostBytes: number): ChildState {
    const started = performance.now();
    // Whether it has ended comes first: what it wrote before is then all in the pipes.
    const found = native.look(one.pid, numbers);
    const hasEnded = found !== 0;
    const rssBytes = hasEnded ? 0 : numbers[LOOK.rssBytes];
    // Somebody else has reaped it: nobody knows how it ended.
    const isKnown = found > 0;
    const waitStatus = isKnown ? numbers[LOOK.waitStatus] : 0;
    const state = {
      tookMs: 0,
      ended: hasEnded
        ? {
            exitCode: isKnown && (waitStatus & 127) === 0 ? waitStatus >> 8 : null,
            signal: isKnown && (waitStatus & 127) !== 0 ? waitStatus & 127 : null,
            cpuMs: numbers[LOOK.cpuMs],
            maxRssBytes: numbers[LOOK.maxRssBytes],
          }
        : null,
      rssBytes,
      status: Buffer.from(readFrom(native, one.statusFd, 2 ** 16)).toString('utf8'),
      piece:
        one.outFd < 0
          ? ''
          : Buffer.from(readFrom(native, one.outFd, hasEnded ? 2 ** 21 : mostBytes)).toString('base64'),
    };
    if (hasEnded) forget(native, one);
    state.tookMs = performance.now() - started;
    return state;
  }

  /** Runs in the program's event loop: it must not throw. */
  function tick(): void {
    try {
      if (child === null || library === null) return;
      if (performance.now() - child.lookedAt > child.leaseMs) {
        child.isDropped = true;
        library.kill(child.pid);
      }
      if (child.isDropped) reapDropped(library, child);
    } catch {
      // Nobody could catch it.
    }
  }

  function reapDropped(native: Library, one: Child): void {
    if (native.look(one.pid, numbers) !== 0) forget(native, one);
  }

  function forget(native: Library, one: Child): void {
    one.timer.stop();
    if (one.outFd >= 0) native.close(one.outFd);
    native.close(one.statusFd);
    child = null;
  }

  function readFrom(native: Library, fd: number, most: number): Uint8Array {
    const bytes = new Uint8Array(most);
    let filled = 0;
    while (filled < most) {
      const count = native.read(fd, bytes.subarray(filled));
      if (count <= 0) break;
      filled += count;
    }
    return bytes.subarray(0, filled);
  }

  function writeCensus(native: Library, out: number): void {
    writeAll(native, out, Buffer.from(JSON.stringify(takeCensus()), 'utf8'));
  }

  function writeSnapshot(native: Library, out: number, gzip: boolean): void {
    takeSnapshot(load, native, out, gzip);
  }
}
