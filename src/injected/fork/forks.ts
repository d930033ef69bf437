import { program } from '../program.js';
import { type Timer, Timers } from '../timers.js';
import { Child, type ChildState } from './child.js';
import { examine, type ProcessFacts } from './examine.js';
import { FORK, FORK_FAILURE, type ForkFailure, type Library, NUMBERS } from './library.js';
import { type LoadFailure, loadLibrary } from './load-library.js';
import { OutputFile } from './output-file.js';
import { type MemoryLimits, readMemoryLimits } from './read-memory-limits.js';
import { takeCensus } from './take-census.js';
import { takeSnapshot } from './take-snapshot.js';
import { writeAll } from './write-all.js';

/** What a child is to do, and how long and how much it may. */
export interface ForkRequest {
  readonly task: 'census' | 'snapshot';
  /** What it writes is gzipped in the child. */
  readonly gzip: boolean;
  /** Where it writes on this machine; null: into a pipe, to be read by `look`. */
  readonly path: string | null;
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
  /**
   * The descriptor of the pipe, in the parent: `/proc/PID/fd/N` leads to the child's output. -1 where it writes into a
   * file.
   */
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

/** Why there is no child; `error`: the file cannot be written, null where it is already there. */
export type NoChild = ForkFailure | 'another child' | { readonly error: string | null };

const TICK_MS = 500;
const { Buffer } = program.load('buffer') as typeof import('node:buffer');
const { performance } = program.load('perf_hooks') as typeof import('node:perf_hooks');
const timers = new Timers(program);

/**
 * Loads the library into this process and forks children from it, one at a time. Nothing is done to the process before
 * `load`.
 */
export class Forks {
  readonly #numbers = new Float64Array(NUMBERS);
  #library: Library | null = null;
  #child: Child | null = null;
  #timer: Timer | null = null;

  examine(): ProcessFacts {
    return examine();
  }

  readMemoryLimits(): MemoryLimits {
    return readMemoryLimits();
  }

  /** Loads the library, once. Null when it is there. */
  load(base64: string, elsewhere: string | null): LoadFailure | null {
    if (this.#library !== null) return null;
    const loaded = loadLibrary(base64, elsewhere);
    if (!('fork' in loaded)) return loaded;
    this.#library = loaded;
    return null;
  }

  fork(request: ForkRequest): ForkedChild | NoChild {
    if (this.#library === null) return 'no memory';
    if (this.#child !== null) return 'another child';
    if (request.path === null) return this.#start(this.#library, request, null);
    const file = OutputFile.open(request.path);
    if ('error' in file) return file;
    try {
      return this.#start(this.#library, request, file);
    } finally {
      file.close();
      if (this.#child === null) file.discard();
    }
  }

  /** Lets go of the child's output: somebody else reads it. */
  releaseOutput(): void {
    this.#child?.releaseOutput();
  }

  /** Looks at the child, and takes up to so many bytes of its output. Null where there is none. */
  look(mostBytes: number): ChildState | null {
    return this.#withChild((child) => child.look(mostBytes));
  }

  /** Ends the child at once, and reaps it as soon as it is gone. */
  kill(): void {
    this.#withChild((child) => child.drop());
  }

  #start(library: Library, request: ForkRequest, file: OutputFile | null): ForkedChild | ForkFailure {
    const numbers = this.#numbers;
    numbers[FORK.seconds] = request.seconds;
    numbers[FORK.memory] = request.memoryBytes;
    numbers[FORK.v8Threads] = request.v8Threads;
    numbers[FORK.waitUs] = 1000 * request.waitMs;
    numbers[FORK.bySplit] = request.bySplit ? 1 : 0;
    numbers[FORK.niceness] = request.niceness;
    numbers[FORK.into] = file?.fd ?? 0;
    const started = performance.now();
    const pid = library.fork(numbers, (out) => {
      if (request.task === 'snapshot') takeSnapshot(library, out, request.gzip);
      else writeAll(library, out, Buffer.from(JSON.stringify(takeCensus()), 'utf8'));
    });
    const stallMs = performance.now() - started;
    if (pid < 0) return FORK_FAILURE[pid];
    const [outFd, statusFd] = [numbers[FORK.out], numbers[FORK.status]];
    this.#child = new Child(library, { pid, outFd, statusFd, file, leaseMs: request.leaseMs });
    this.#timer = timers.every(TICK_MS, () => this.#withChild((child) => child.checkLease()));
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

  /** Does something with the child, and forgets it if it has ended then. Null where there is none. */
  #withChild<T>(work: (child: Child) => T): T | null {
    const child = this.#child;
    if (child === null) return null;
    try {
      return work(child);
    } finally {
      if (child.hasEnded) {
        this.#child = null;
        this.#timer?.stop();
      }
    }
  }
}
