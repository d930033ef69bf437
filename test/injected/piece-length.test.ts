import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PieceLength } from '#src/injected/walk/piece-length.js';

const MOST = 2;

/** The lengths of the pieces after turns of the event loop that took so long, ms. */
function lengthsAfter(...turns: readonly number[]): number[] {
  const piece = new PieceLength();
  let at = 0;
  return turns.map((turn) => {
    piece.adapt(at, at + turn, MOST);
    at += turn + piece.ms;
    return piece.ms;
  });
}

const idle = (turns: number): number[] => Array(turns).fill(0.01);

test('pieces grow up to the longest while the event loop is idle', () => {
  const lengths = lengthsAfter(...idle(20));
  assert.ok(lengths.every((ms, i) => i === 0 || ms >= lengths[i - 1]));
  assert.equal(lengths.at(-1), MOST);
});

test('as soon as requests come, pieces are short, and stay so between them', () => {
  const [first, ...others] = lengthsAfter(...idle(20), 1, ...idle(10), 1, ...idle(10)).slice(20);
  assert.equal(first, 0.5);
  assert.ok(others.every((ms) => ms === 0.5));
});

test('when no more requests come, pieces grow again', () => {
  assert.equal(lengthsAfter(...idle(20), 1, ...idle(200)).at(-1), MOST);
});

test('where turns are long, a piece may take an eighth of one', () => {
  assert.equal(lengthsAfter(...idle(20), 8).at(-1), 1);
  assert.equal(lengthsAfter(...idle(20), 60).at(-1), MOST);
});
