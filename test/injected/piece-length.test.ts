import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PieceLength } from '#src/injected/walk/piece-length.js';

const MOST = 2;

/** The lengths of the pieces after turns of the event loop that took so long, ms. */
function lengthsAfter(...turns: readonly number[]): number[] {
  const piece = new PieceLength();
  return turns.map((turn) => {
    piece.adapt(turn, MOST);
    return piece.ms;
  });
}

const idle: readonly number[] = Array(20).fill(0.01);

test('pieces grow up to the longest while the event loop is idle, and are short as soon as a request comes', () => {
  const lengths = lengthsAfter(...idle, 1, 0.01);
  assert.ok(lengths.slice(0, 20).every((ms, i) => i === 0 || ms >= lengths[i - 1]));
  assert.equal(lengths[19], MOST);
  assert.equal(lengths[20], 0.5);
  assert.ok(lengths[21] > 0.5 && lengths[21] < 1);
});

test('where turns are long, a piece may take a quarter of one', () => {
  assert.equal(lengthsAfter(...idle, 6).at(-1), 1.5);
  assert.equal(lengthsAfter(...idle, 60).at(-1), MOST);
});

test('a piece is no shorter under load than below which turns would take most of the time', () => {
  assert.ok(lengthsAfter(...Array(20).fill(0.3)).every((ms) => ms === 0.5));
});
