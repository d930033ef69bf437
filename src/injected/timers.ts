import type { LoadBuiltin } from './realm/program.js';

type Used = Pick<
  typeof import('node:timers'),
  'setImmediate' | 'setTimeout' | 'clearTimeout' | 'setInterval' | 'clearInterval'
>;

/** A timer of ours, which does not keep the program alive. */
export interface Timer {
  /** Ends it: from now on it does not call back. */
  stop(): void;
}

/**
 * The timers of the program, as its module `timers` has them now, whatever it puts there later. What a callback throws
 * is dropped: it would be an uncaught exception of the program.
 *
 * A call of a console can interrupt JavaScript anywhere: also while Node sifts its queue of timers, where a list that
 * comes or goes is lost or doubled, and a doubled one keeps the event loop turning for ever (lib/internal/timers.js,
 * lib/internal/priority_queue.js). So timers are set and cleared in a turn of their own of the event loop;
 * setImmediate, which asks for one, only appends to a list.
 */
export class Timers {
  readonly #node: Used;

  constructor(program: { readonly load: LoadBuiltin }) {
    const { setImmediate, setTimeout, clearTimeout, setInterval, clearInterval } = program.load('timers') as Used;
    this.#node = { setImmediate, setTimeout, clearTimeout, setInterval, clearInterval };
  }

  /** Calls back once, after so many ms. */
  after(ms: number, callback: () => void): Timer {
    const { setTimeout, clearTimeout } = this.#node;
    return this.#start((guarded) => setTimeout(guarded, ms), clearTimeout, callback);
  }

  /** Calls back again and again, every so many ms. */
  every(ms: number, callback: () => void): Timer {
    const { setInterval, clearInterval } = this.#node;
    return this.#start((guarded) => setInterval(guarded, ms), clearInterval, callback);
  }

  /** Calls back in the next turn of the event loop. */
  soon(callback: () => void): void {
    const { setImmediate } = this.#node;
    setImmediate(() => runGuarded(callback));
  }

  #start(
    start: (callback: () => void) => NodeJS.Timeout,
    clear: (timer: NodeJS.Timeout) => void,
    callback: () => void,
  ): Timer {
    let timer: NodeJS.Timeout | undefined;
    let isStopped = false;
    this.soon(() => {
      if (isStopped) return;
      timer = start(() => {
        if (!isStopped) runGuarded(callback);
      });
      timer.unref();
    });
    return {
      stop: () => {
        isStopped = true;
        this.soon(() => {
          if (timer) clear(timer);
        });
      },
    };
  }
}

function runGuarded(callback: () => void): void {
  try {
    callback();
  } catch {
    // Nobody could catch it.
  }
}
