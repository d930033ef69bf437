/** Between two pieces the event loop was idle if no more than this has passed, ms. */
const IDLE = 0.2;
/** A piece takes at most this share of what the event loop had to do since the last one, */
const SHARE = 0.25;
/** but at least this, ms: below it most of the time would be spent on turns. */
const LEAST = 0.5;
const GROWTH = 1.25;

/**
 * How long the next piece of a walk may be. Each piece delays what comes in during it: so pieces grow only while
 * nothing comes, and are short where requests come, unless the turns of the event loop are long anyway.
 */
export class PieceLength {
  #ms = LEAST;

  get ms(): number {
    return this.#ms;
  }

  /** Adapts to what the event loop did between two pieces, for so many ms. `most`: the longest piece, ms. */
  adapt(between: number, most: number): void {
    const wanted = between > IDLE ? Math.min(this.#ms, Math.max(LEAST, between * SHARE)) : this.#ms * GROWTH;
    this.#ms = Math.min(most, wanted);
  }
}
