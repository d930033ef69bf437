import { Interrupted } from '../isolate/wait-for-target.js';

/** Does work that can end early with what it has: `enough` is aborted when the user wants no more of it. */
export type UntilEnough = <T>(work: (enough: AbortSignal) => Promise<T>) => Promise<T>;

/**
 * What Ctrl-C does to some work: it ends it at once. Only where the work can end early with what it has, the first one
 * asks it to, and the second one ends it.
 */
export class Interrupts {
  readonly #end = new AbortController();
  #enough: AbortController | null = null;
  #hasAsked = false;

  /** Aborted when the work is to end at once. */
  get signal(): AbortSignal {
    return this.#end.signal;
  }

  readonly untilEnough: UntilEnough = async (work) => {
    this.#enough = new AbortController();
    try {
      return await work(this.#enough.signal);
    } finally {
      this.#enough = null;
    }
  };

  /** Ctrl-C. */
  interrupt(): void {
    if (this.#enough === null || this.#hasAsked) this.end();
    else {
      this.#hasAsked = true;
      this.#enough.abort();
    }
  }

  /** Ends the work at once. */
  end(): void {
    this.#end.abort(new Interrupted());
  }
}
