import { Heap } from '../analysis/heap.js';
import type { Progress } from '../heap/analyse.js';
import { analyse } from '../heap/analyse.js';
import { SnapshotParser } from '../heap/parse.js';
import { Redactor } from './redactor.js';
import { SnapshotWriter } from './writer.js';

/** Takes the bytes of a snapshot as they come. The next chunk overwrites nothing: each is its own. */
export interface SnapshotSink {
  write(chunk: Uint8Array): void;
  /** V8 builds the snapshot first, and tells how many of its nodes are done. */
  progress(done: number, total: number): void;
}

/** Where a snapshot is written besides into the session. */
export interface SnapshotFileOptions {
  readonly path: string;
  readonly gzip?: boolean;
  /** Without the contents of strings. */
  readonly redact?: boolean;
  /** Whether it stays in a session that goes on, also where the file fails. */
  readonly isKept?: boolean;
}

/** Takes in a snapshot while it comes: into a graph, and into a file if one is wanted. */
export class SnapshotIntake implements SnapshotSink {
  readonly #parser = new SnapshotParser();
  readonly #report: Progress;
  readonly #writer: SnapshotWriter | null;
  readonly #redactor: Redactor | null;
  #received = 0;
  #heap: Heap | null = null;

  private constructor(report: Progress, writer: SnapshotWriter | null, redact: boolean) {
    this.#report = report;
    this.#writer = writer;
    this.#redactor = redact ? new Redactor(this.#parser) : null;
  }

  /** Opens the file first, if there is to be one. Rejects with a UserError where that cannot be. */
  static async open(options: SnapshotFileOptions | null, report: Progress): Promise<SnapshotIntake> {
    const writer = options && (await SnapshotWriter.open(options.path, options));
    return new SnapshotIntake(report, writer, options?.redact ?? false);
  }

  write(chunk: Uint8Array): void {
    this.#received += chunk.length;
    this.#parser.write(chunk);
    this.#writer?.write(this.#redactor ? this.#redactor.redact(chunk) : chunk);
    this.#report(`receiving: ${Math.round(this.#received / 1e6)} MB`);
    // V8 answers when it has taken down what it built, which takes as long as to analyse it.
    if (this.#parser.isWhole) this.#analyse();
  }

  progress(done: number, total: number): void {
    this.#report('the target takes the snapshot', done, total);
  }

  /** What came, analysed. Throws if that is no whole snapshot. */
  get heap(): Heap {
    return this.#heap ?? this.#analyse();
  }

  /**
   * Gives the file its name, if there is one; bytes of it (compressed or not), or, without file, of what V8 sent.
   * Rejects with a UserError.
   */
  async finish(): Promise<number> {
    return (await this.#writer?.finish()) ?? this.#received;
  }

  /** Takes away what was written. Never rejects. */
  async discard(): Promise<void> {
    await this.#writer?.discard();
  }

  #analyse(): Heap {
    const graph = this.#parser.end();
    this.#heap = new Heap(analyse(graph, (phase, done, total) => this.#report(`analysing: ${phase}`, done, total)));
    return this.#heap;
  }
}
