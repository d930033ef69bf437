import { program } from '../program.js';
import { claim, type Mark, release } from './claim.js';

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
/**
 * Records what the heap holds whenever a mark is passed: the condition of a breakpoint calls our function, which
 * answers that it is not to pause. Nothing but the record itself is allocated for good; what an evaluation allocates is
 * the same each time.
 */
export class LineRecorder {
  /** Of each mark three numbers: its id, and the heap's size when it began and when it ended. */
  readonly #record: Float64Array;
  readonly #state: { length: number; calls: number; isOn: boolean; isDone: boolean };
  readonly #mark: Mark;

  /** Makes ready to record. Throws where another one does, or the program forbids new globals. */
  constructor({ mostMarks, calls, callMarks }: RecordOptions) {
    const record = new Float64Array(3 * mostMarks);
    const isCall = new Uint8Array(1 + Math.max(0, ...callMarks));
    for (const id of callMarks) isCall[id] = 1;
    const state = { length: 0, calls: 0, isOn: false, isDone: false };
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
    claim(this.#mark, this);
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
    release(this.#mark);
    this.#state.isDone = true;
    const numbers: number[] = [];
    for (let i = 0; i < this.#state.length; i++) numbers.push(this.#record[i]);
    return numbers;
  }
}
