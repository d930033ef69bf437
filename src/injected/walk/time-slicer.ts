import { program } from '../program.js';
import { now } from './clock.js';
import { PieceLength } from './piece-length.js';

const { setImmediate } = program.load('timers') as typeof import('node:timers');

/** How long a step has worked, ms: in all, and its longest piece. */
export interface StepTime {
  readonly took: number;
  readonly longest: number;
  /** The event loop had something else to do, too. */
  readonly isLoaded: boolean;
}

/** `working`: a step has begun and is not done. Or the outcome of one that nobody has asked for yet. */
type State<P> = 'idle' | 'working' | { readonly progress: P } | { readonly error: unknown };

/** A turn of the event loop that was asked for, and the work that is to be done in it: null if that was done before. */
interface Turn {
  work: (() => void) | null;
  /**
   * The turn itself: by this name, heap snapshots tell that it is ours. Node holds it, and by it all that we have,
   * while it waits for the turn, and while that runs.
   */
  readonly [OURS]: Turn;
}

const OURS = Symbol.for('leakconsole');

function makeTurn(work: () => void): Turn {
  const turn = { work };
  // The realm's prototype has a mark too, which is not to be written.
  return Object.defineProperty(turn, OURS, { value: turn }) as Turn;
}

let turns = 0;

/** How many turns all walks have asked for. */
export function turnsTaken(): number {
  return turns;
}

function takeTurn(turn: Turn): void {
  turn.work?.();
}

/** Makes work that is done in pieces into steps; nothing happens when nobody asks for one. */
export class TimeSlicer<P> {
  readonly #advance: (ms: number) => boolean;
  readonly #progressOf: (isBusy: boolean, time: StepTime) => P;
  readonly #endStep: () => void;
  #state: State<P> = 'idle';
  #turn: Turn | null = null;
  readonly #piece = new PieceLength();
  /** Of the step that is working, ms: what is left of it, how long a piece may be at most, and how it has worked. */
  #left = 0;
  #slice = 0;
  #took = 0;
  #longest = 0;
  /** When its last piece ended; null before the first one. */
  #endedAt: number | null = null;

  /**
   * `advance` works for about so many ms and tells whether something is left; `progressOf` tells what a step has
   * brought; `endStep` gives back what is only held during a step.
   */
  constructor(
    advance: (ms: number) => boolean,
    progressOf: (isBusy: boolean, time: StepTime) => P,
    endStep: () => void,
  ) {
    this.#advance = advance;
    this.#progressOf = progressOf;
    this.#endStep = endStep;
  }

  /**
   * Starts a step of about so many ms, in pieces of at most `slice` ms, each in a turn of its own of the event loop:
   * what the service has to do comes between, and the more that is, the shorter are the pieces. Or tells what the step
   * has brought, when it is done. Null until then.
   *
   * `atOnce`, for a thread whose event loop does not turn, does all of the step here and now, or what is left of one
   * that was started.
   *
   * There is no promise to wait for, so that every answer comes at once: Node may crash when it has an answer for a
   * client that has just been killed (nodejs/node#34833).
   */
  step(ms: number, slice: number, atOnce: boolean): P | null {
    if (this.#state === 'idle') {
      this.#state = 'working';
      [this.#left, this.#slice, this.#took, this.#longest, this.#endedAt] = [ms, slice, 0, 0, null];
      if (!atOnce) this.#workInTurns();
    }
    if (atOnce) {
      if (this.#turn) this.#turn.work = null;
      while (this.#state === 'working') this.#workOnce();
    }
    const state = this.#state as State<P>;
    if (state === 'idle' || state === 'working') return null;
    this.#state = 'idle';
    if ('error' in state) throw state.error;
    return state.progress;
  }

  #workInTurns(): void {
    this.#turn = makeTurn(() => {
      this.#workOnce();
      if (this.#state === 'working') this.#workInTurns();
    });
    turns++;
    setImmediate(takeTurn, this.#turn);
  }

  /** Does one piece of the step. */
  #workOnce(): void {
    try {
      const start = now();
      if (this.#endedAt !== null) this.#piece.adapt(this.#endedAt, start, this.#slice);
      const isBusy = this.#advance(this.#piece.ms);
      this.#endedAt = now();
      // A piece counts, whatever the clock says: so the step ends.
      const piece = Math.max(this.#piece.ms, this.#endedAt - start);
      this.#took += piece;
      this.#longest = Math.max(this.#longest, piece);
      this.#left -= piece;
      if (isBusy && this.#left > 0) return;
      this.#endStep();
      const time = { took: this.#took, longest: this.#longest, isLoaded: this.#piece.isLoaded };
      this.#state = { progress: this.#progressOf(isBusy, time) };
    } catch (error) {
      this.#endStep();
      this.#state = { error };
    }
  }
}
