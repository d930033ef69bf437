import { program } from '../program.js';

/** What is recorded of how many calls. */
export interface RecordOptions {
  /** How many marks at most. */
  readonly mostMarks: number;
  /** After so many calls it is done. */
  readonly calls: number;
  /** The marks that tell a call. */
  readonly callMarks: readonly number[];
}

/** How far a record is. */
export interface RecordStatus {
  readonly calls: number;
  readonly isDone: boolean;
}

const { getHeapStatistics } = program.load('v8') as typeof import('node:v8');
const { defineProperty, deleteProperty, getOwnPropertyDescriptor } = Reflect;

/** By this, the conditions of breakpoints find the function that records. */
const KEY = Symbol.for('leakconsole lines');
/** If our console ends without a word, nobody holds the recorder any more: then its function goes too. */
const ended = new FinalizationRegistry<object>((mark) => remove(mark));

/** Whether nobody records. */
export function isFree(): boolean {
  return getOwnPropertyDescriptor(program.global, KEY) === undefined;
}

/**
 * Records what the heap holds whenever a mark is passed: the condition of a breakpoint calls our function, which
 * answers that it is not to pause. Nothing but the record itself is allocated for good; what an evaluation allocates is
 * the same each time.
 */
export class LineRecorder {
  /** Of each mark three numbers: its id, and the heap's size when it began and when it ended. */
  readonly #record: Float64Array;
  readonly #state: { length: number; calls: number; isOn: boolean; isDone: boolean };
  readonly #mark: (id: number) => boolean;

  /** Makes ready to record. Throws where another one does, or the program forbids new globals. */
  constructor({ mostMarks, calls, callMarks }: RecordOptions) {
    if (!isFree()) throw new Error('another recorder is there');
    const record = new Float64Array(3 * mostMarks);
    const isCall = new Uint8Array(1 + Math.max(0, ...callMarks));
    for (const id of callMarks) isCall[id] = 1;
    const state = { length: 0, calls: 0, isOn: false, isDone: false };
    // It must not refer to this recorder, which would then live as long as the program.
    this.#mark = (id) => {
      if (!state.isOn || state.isDone) return false;
      const began = getHeapStatistics().used_heap_size;
      const at = state.length;
      if (isCall[id] === 1) state.calls++;
      // A call that was under way when we began is not seen whole.
      if (state.calls === 0) return false;
      if (at === record.length || state.calls > calls) {
        state.isDone = true;
        return false;
      }
      record[at] = id;
      record[at + 1] = began;
      state.length = at + 3;
      record[at + 2] = getHeapStatistics().used_heap_size;
      return false;
    };
    this.#record = record;
    this.#state = state;
    const property = { value: this.#mark, configurable: true, enumerable: false };
    if (!defineProperty(program.global, KEY, property)) throw new Error('the program forbids new globals');
    ended.register(this, this.#mark);
  }

  /** Begins to record, with the next call. */
  begin(): void {
    this.#state.isOn = true;
  }

  status(): RecordStatus {
    return { calls: this.#state.calls, isDone: this.#state.isDone };
  }

  /** Ends it; gives the numbers. */
  stop(): number[] {
    remove(this.#mark);
    this.#state.isDone = true;
    const numbers: number[] = [];
    for (let i = 0; i < this.#state.length; i++) numbers.push(this.#record[i]);
    return numbers;
  }
}

function remove(mark: object): void {
  if (getOwnPropertyDescriptor(program.global, KEY)?.value === mark) deleteProperty(program.global, KEY);
}
