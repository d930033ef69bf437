import { timers } from './node.js';

/** What running code, or waiting for a promise, has come to. `waits`: what it waits for would never come. */
export interface Outcome {
  readonly outcome: 'value' | 'threw' | 'terminated' | 'timeout' | 'waits';
  readonly value: unknown;
}

/** A piece of a line: code to be run in a turn of its own of the event loop, or a promise to be waited for. */
type Piece = { readonly run: () => Outcome } | { readonly settle: () => Promise<Outcome> };

/** A line as its pieces, one after the other, each of which is told what the one before has come to. */
export type Pieces<T> = Generator<Piece, T, Outcome>;

/**
 * Does the pieces of a line, each in a turn of its own of the event loop. What follows one is done in yet another, lest
 * it be lost with the callbacks that the line has left and that are ended.
 */
export async function doInTurns<T>(pieces: Pieces<T>): Promise<T> {
  let next = pieces.next();
  while (!next.done) {
    const piece = next.value;
    try {
      const outcome = await ('run' in piece ? runInTurn(piece.run) : piece.settle());
      next = pieces.next(outcome);
    } catch (error) {
      next = pieces.throw(error);
    }
  }
  return next.value;
}

/** Does the pieces of a line here and now, in a thread whose event loop does not turn: no promise settles there. */
export function doAtOnce<T>(pieces: Pieces<T>): T {
  let next = pieces.next();
  while (!next.done) {
    const piece = next.value;
    try {
      next = pieces.next('run' in piece ? piece.run() : { outcome: 'waits', value: undefined });
    } catch (error) {
      next = pieces.throw(error);
    }
  }
  return next.value;
}

function runInTurn(run: () => Outcome): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    timers.soon(() => {
      try {
        const outcome = run();
        timers.soon(() => resolve(outcome));
      } catch (error) {
        reject(error);
      }
    });
  });
}
