import { program } from '../program.js';

const { setImmediate } = program.load('timers') as typeof import('node:timers');
const { now } = Date;

/** How long a step has worked, ms: in all, and its longest piece. */
export interface StepTime {
  readonly took: number;
  readonly longest: number;
}

type State<P> = 'idle' | 'working' | { readonly progress: P } | { readonly error: unknown };

/** Makes work that is done in pieces into steps; nothing happens when nobody asks for one. */
export class TimeSlicer<P> {
  readonly #advance: (ms: number) => boolean;
  readonly #progressOf: (isBusy: boolean, time: StepTime) => P;
  /** Or the outcome of a step that nobody has asked for yet. */
  #state: State<P> = 'idle';

  /** `advance` works for about so many ms and tells whether something is left; `progressOf` tells what a step has brought. */
  constructor(advance: (ms: number) => boolean, progressOf: (isBusy: boolean, time: StepTime) => P) {
    this.#advance = advance;
    this.#progressOf = progressOf;
  }

  /**
   * Starts a step of about so many ms, in pieces of at most `slice` ms, each in a turn of its own of the event loop: what the service
   * has to do comes between. Or tells what the step has brought, when it is done. Null until then.
   *
   * There is no promise to wait for, so that every answer comes at once: Node may crash when it has an answer for a client that has just
   * been killed (nodejs/node#34833).
   */
  step(ms: number, slice: number): P | null {
    const state = this.#state;
    if (state === 'working') return null;
    if (state === 'idle') {
      this.#state = 'working';
      setImmediate(this.#work, ms, slice, 0, 0);
      return null;
    }
    this.#state = 'idle';
    if ('error' in state) throw state.error;
    return state.progress;
  }

  readonly #work = (left: number, slice: number, took: number, longest: number): void => {
    try {
      const start = now();
      const isBusy = this.#advance(slice);
      // A piece counts, whatever the clock says: so the step ends.
      const piece = Math.max(1, now() - start);
      const longer = Math.max(longest, piece);
      if (isBusy && piece < left) setImmediate(this.#work, left - piece, slice, took + piece, longer);
      else this.#state = { progress: this.#progressOf(isBusy, { took: took + piece, longest: longer }) };
    } catch (error) {
      this.#state = { error };
    }
  };
}
