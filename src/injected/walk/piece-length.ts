/** In a turn of the event loop in which nothing comes no more than this passes between two pieces, ms. */
const IDLE = 0.2;
/** Where something has come, more is expected for so long, ms. */
const EXPECTED = 50;
/** Under load a piece takes at most this share of what the event loop had to do since the last one, */
const SHARE = 0.125;
/** but at least this, ms: below it most of the time would be spent on turns. */
const LEAST = 0.5;
const GROWTH = 1.25;

/**
 * How long the next piece of a walk may be. Each piece delays what comes in during it: so pieces are short where
 * requests come, unless the turns of the event loop are long anyway, and grow while nothing comes.
 */
export class PieceLength {
  #ms = LEAST;
  #busyAt = Number.NEGATIVE_INFINITY;
  #at = 0;

  get ms(): number {
    return this.#ms;
  }

  /** Something has come in the last moments. */
  get isLoaded(): boolean {
    return this.#at - this.#busyAt < EXPECTED;
  }

  /**
   * Adapts to what the event loop did since a piece, which ended at `from`, until the next begins at `to`; ms of one
   * clock. `most`: the longest piece, ms.
   */
  adapt(from: number, to: number, most: number): void {
    this.#at = to;
    const isBusy = to - from > IDLE;
    if (isBusy) this.#busyAt = to;
    const wanted = isBusy ? (to - from) * SHARE : this.isLoaded ? LEAST : this.#ms * GROWTH;
    this.#ms = Math.min(most, Math.max(LEAST, wanted));
  }
}
