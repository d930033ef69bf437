import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type MarkedPlace, measureLines, measureSteps, type Step } from '#src/analysis/line-bytes.js';
import { describeFunction } from '#src/places/function-shape.js';

/** What evaluating a condition takes, before a mark and after it. */
const [BEFORE, AFTER, MARKING] = [3000, 500, 32];

const SOURCE = `function f(n) {
  const a = [n];
  if (n > 0) f(n - 1);
  return a;
}`;
const PLACES = [place('[n]', 2), place('n > 0', 3), place('a;', 4), { ...place('}', 5), isReturn: true }];
const SHAPE = describeFunction(SOURCE, false, SOURCE.indexOf('f(n)'))!;

test('what lies between two marks, without evaluating, is what the line allocates', () => {
  const record = new Recorder();
  for (let call = 0; call < 3; call++) record.pass(0).allocate(48).pass(1).pass(2).allocate(16).pass(3);
  const lines = measureLines(record.numbers, PLACES, SHAPE);
  assert.deepEqual(
    lines.map(({ line, hits, bytes }) => [line, hits, bytes]),
    [
      [2, 3, 48],
      [3, 3, 0],
      [4, 3, 16],
    ],
  );
});

test('the mode is told; what a collection hid is left out, what grew once is the most', () => {
  const record = new Recorder();
  for (const bytes of [48, 48, 9000, -80_000, 48]) record.pass(0).allocate(bytes).pass(1).pass(2).pass(3);
  const [{ bytes, minBytes, maxBytes }] = measureLines(record.numbers, PLACES, SHAPE);
  assert.deepEqual([bytes, minBytes, maxBytes], [48, 48, 9000]);
});

test('a line in which the function calls itself is measured where it does not', () => {
  const record = new Recorder();
  record.pass(0).allocate(48).pass(1).allocate(1000);
  record.pass(0).allocate(48).pass(1).pass(2).pass(3);
  record.pass(2).pass(3);
  const [first, second] = measureLines(record.numbers, PLACES, SHAPE);
  assert.deepEqual([first.bytes, second.hits, second.bytes, second.maxBytes], [48, 2, 0, 0]);
});

test('nothing is said of a line that was never passed, and of the last mark of a record that was cut', () => {
  const record = new Recorder();
  record.pass(0).allocate(48).pass(1);
  const cut = record.numbers.slice(0, -3);
  const lines = measureLines(cut, PLACES, SHAPE);
  assert.deepEqual(
    lines.map(({ hits, bytes }) => [hits, bytes]),
    [
      [1, null],
      [1, null],
      [0, null],
    ],
  );
});

test('of steps, what a stop allocates is told by a call of which two sessions are told', () => {
  const [fixed, perSession] = [24, 900];
  /** A call whose lines allocate so much. */
  const callOf = (lines: readonly number[], sessions: number): Step[] => {
    let size = 1000;
    return [0, ...lines].map((bytes, place) => {
      size += bytes + fixed + sessions * perSession;
      return { place, arrivedBytes: size, leftBytes: size, frames: 0, sessions };
    });
  };
  const bytesOf = (steps: readonly Step[]) => measureSteps(steps, fixed, PLACES, SHAPE).map(({ bytes }) => bytes);
  const [call, again] = [callOf([48, 0, 16], 1), callOf([48, 0, 16], 2)];
  assert.deepEqual(bytesOf([...call, ...again]), [48, 0, 16]);
  assert.deepEqual(bytesOf([...call, ...callOf([48, 4096, 16], 2)]), [48, 0, 16], 'a Map grew in the second call');
  assert.deepEqual(bytesOf(call), [null, null, null]);
  const unknown = call.map((step, index) => (index === 1 ? { ...step, leftBytes: null } : step));
  assert.deepEqual(bytesOf([...unknown, ...again]), [48, null, 16]);
  assert.deepEqual(bytesOf([...callOf([48, -90_000, 16], 1), ...again]), [48, null, 16], 'a collection');
});

/** A heap whose size is read by marks. */
class Recorder {
  readonly numbers: number[] = [];
  #size = 1e6;

  pass(index: number): this {
    for (const id of [2 * index, 2 * index + 1]) {
      this.#size += BEFORE + (id % 2 === 0 ? MARKING : 0);
      this.numbers.push(id, this.#size, this.#size + 600);
      this.#size += 600 + AFTER;
    }
    return this;
  }

  allocate(bytes: number): this {
    this.#size += bytes;
    return this;
  }
}

function place(text: string, line: number): MarkedPlace {
  return { offset: SOURCE.lastIndexOf(text), line, isReturn: false };
}
