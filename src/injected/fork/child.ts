import { program } from '../program.js';
import { type Library, LOOK, NUMBERS } from './library.js';
import type { OutputFile } from './output-file.js';

/** How a child is doing. */
export interface ChildState {
  /** Null while it lives. */
  readonly ended: ChildEnd | null;
  readonly rssBytes: number;
  /** What it said since the last look. */
  readonly status: string;
  /** What it wrote since the last look, base64. */
  readonly piece: string;
  /** How long this look took the process, ms. */
  readonly tookMs: number;
}

/** How a child ended; exit code and signal are both null where somebody else has reaped it. */
export interface ChildEnd {
  readonly exitCode: number | null;
  readonly signal: number | null;
  readonly cpuMs: number;
  readonly maxRssBytes: number;
  /** The file that it has written, whole; null where it wrote none. */
  readonly file: { readonly path: string; readonly bytes: number } | null;
}

/** What a child was given. */
interface ChildParts {
  readonly pid: number;
  /** The pipe of what it writes, -1 where there is none; and of what it says. */
  readonly outFd: number;
  readonly statusFd: number;
  readonly file: OutputFile | null;
  readonly leaseMs: number;
}

const MOST_STATUS_BYTES = 2 ** 16;
/** More than a pipe holds. */
const ALL_OF_PIPE = 2 ** 21;
const { Buffer } = program.load('buffer') as typeof import('node:buffer');
const { performance } = program.load('perf_hooks') as typeof import('node:perf_hooks');

/** A forked child, until it is reaped and its descriptors are closed. */
export class Child {
  hasEnded = false;
  readonly #library: Library;
  readonly #pid: number;
  readonly #statusFd: number;
  readonly #file: OutputFile | null;
  readonly #leaseMs: number;
  readonly #numbers = new Float64Array(NUMBERS);
  #outFd: number;
  #lookedAt = performance.now();
  /** Nobody will ask how it ended. */
  #isDropped = false;

  constructor(library: Library, { pid, outFd, statusFd, file, leaseMs }: ChildParts) {
    this.#library = library;
    this.#pid = pid;
    this.#outFd = outFd;
    this.#statusFd = statusFd;
    this.#file = file;
    this.#leaseMs = leaseMs;
  }

  /** How it is doing; and up to so many bytes of its output, all that there is once it has ended. */
  look(mostBytes: number): ChildState {
    const started = performance.now();
    this.#lookedAt = started;
    // Whether it has ended comes first: what it wrote before is then all in the pipes.
    const found = this.#library.look(this.#pid, this.#numbers);
    const status = this.#read(this.#statusFd, MOST_STATUS_BYTES).toString('utf8');
    const piece = this.#read(this.#outFd, found === 0 ? mostBytes : ALL_OF_PIPE).toString('base64');
    const ended = found === 0 ? null : this.#end(found > 0);
    const rssBytes = found === 0 ? this.#numbers[LOOK.rssBytes] : 0;
    return { ended, rssBytes, status, piece, tookMs: performance.now() - started };
  }

  releaseOutput(): void {
    if (this.#outFd >= 0) this.#library.close(this.#outFd);
    this.#outFd = -1;
  }

  /** Ends it at once. It is reaped now, or by the next `checkLease`. */
  drop(): void {
    this.#isDropped = true;
    this.#library.kill(this.#pid);
    this.#reapDropped();
  }

  /** Ends it if nobody has looked at it for so long. */
  checkLease(): void {
    if (performance.now() - this.#lookedAt > this.#leaseMs) this.drop();
    else if (this.#isDropped) this.#reapDropped();
  }

  #reapDropped(): void {
    const found = this.#library.look(this.#pid, this.#numbers);
    if (found !== 0) this.#end(found > 0);
  }

  /** Gives back all that the process had for it. `isKnown`: nobody else has reaped it. */
  #end(isKnown: boolean): ChildEnd {
    const { waitStatus, cpuMs, maxRssBytes } = LOOK;
    const status = isKnown ? this.#numbers[waitStatus] : 0;
    const signal = status & 127;
    const exitCode = isKnown && signal === 0 ? status >> 8 : null;
    this.releaseOutput();
    this.#library.close(this.#statusFd);
    this.hasEnded = true;
    const isWhole = exitCode === 0 && !this.#isDropped;
    if (!isWhole) this.#file?.discard();
    return {
      exitCode,
      signal: signal === 0 ? null : signal,
      cpuMs: this.#numbers[cpuMs],
      maxRssBytes: this.#numbers[maxRssBytes],
      file: isWhole && this.#file !== null ? this.#file.finish() : null,
    };
  }

  #read(fd: number, most: number): Buffer {
    if (fd < 0) return Buffer.alloc(0);
    const bytes = Buffer.allocUnsafeSlow(most);
    let filled = 0;
    for (let count = 1; count > 0 && filled < most; filled += Math.max(0, count)) {
      count = this.#library.read(fd, bytes.subarray(filled));
    }
    return bytes.subarray(0, filled);
  }
}
