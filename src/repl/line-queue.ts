import { Interrupts, type UntilEnough } from '../dispatch/interrupts.js';
import { endingWith } from '../isolate/wait-for-target.js';

/** Lines that are run one after the other, each of which can be interrupted; what comes meanwhile waits. */
export class LineQueue {
  readonly #run: (line: string, signal: AbortSignal) => Promise<void>;
  readonly #report: (error: unknown) => void;
  #running: Interrupts | null = null;
  #last: Promise<void> = Promise.resolve();
  #hasEnded = false;
  #waiting = 0;

  /** `report` is told what a line throws. */
  constructor(run: (line: string, signal: AbortSignal) => Promise<void>, report: (error: unknown) => void) {
    this.#run = run;
    this.#report = report;
  }

  /** Aborted when the line that is running is interrupted; null if none is. */
  get signal(): AbortSignal | null {
    return this.#running?.signal ?? null;
  }

  /** Whether a line that was added is not over yet. */
  get isBusy(): boolean {
    return this.#waiting > 0;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Runs a line after those before it, and calls `whenDone` unless the queue has ended by then. */
  add(line: string, whenDone: () => void): void {
    this.addWork((signal) => this.#run(line, signal), whenDone);
  }

  /** Does work that can be interrupted, like that of a line, after the lines before it. */
  addWork(work: (signal: AbortSignal) => Promise<void>, whenDone: () => void): void {
    this.#waiting++;
    this.after(async () => {
      if (this.#hasEnded) return;
      const interrupts = new Interrupts();
      const { signal } = interrupts;
      this.#running = interrupts;
      try {
        await endingWith(signal, work(signal));
      } catch (error) {
        if (!this.#hasEnded) this.#report(error);
      } finally {
        this.#running = null;
        this.#waiting--;
      }
      if (!this.#hasEnded) whenDone();
    });
  }

  /** Does some work after all that was added before. */
  after(work: () => Promise<void>): void {
    this.#last = this.#last.then(work).catch(() => {});
  }

  /** For the line that is running. */
  readonly untilEnough: UntilEnough = (work) => this.#running!.untilEnough(work);

  /** Interrupts the line that is running; tells whether one was. */
  interrupt(): boolean {
    this.#running?.interrupt();
    return this.#running !== null;
  }

  /**
   * Ends what runs, so that it does not go on in the target without us, and drops the rest. Resolves when all is over.
   */
  async end(): Promise<void> {
    this.#hasEnded = true;
    this.#running?.end();
    await this.#last;
  }
}
