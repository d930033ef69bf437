import { program } from '../program.js';
import {
  AT,
  MESSAGE,
  SHARED_BYTES,
  STEP,
  STEP_LENGTH,
  STEPS_AT_BYTE,
  type StepOptions,
} from '../stepper/step-protocol.js';
import { Timers } from '../timers.js';
import { claim, type Mark, release } from './claim.js';

/** A place at which the thread was stopped, and what the heap held, in bytes; null where that is unknown. */
export interface RecordedStep {
  /** Its index. */
  readonly place: number;
  readonly arrivedBytes: number;
  readonly leftBytes: number | null;
  /** The same number for the same frames and scopes. */
  readonly frames: number;
  /** How many sessions V8 has told of it, for each of which it allocates the same. */
  readonly sessions: number;
}

/** What was recorded. */
export interface StepRecord {
  readonly steps: readonly RecordedStep[];
  /** What each stop allocates beside what it does for the sessions. */
  readonly fixedBytes: number;
  /** How many calls have begun, those included of which two sessions were told. */
  readonly calls: number;
  /** How long the thread stood still, ms. */
  readonly pausedMs: number;
}

const timers = new Timers(program);

/**
 * The worker that steps through a function of this thread (see `stepCalls`); it ends by itself. No other one measures
 * lines meanwhile.
 */
export class StepWorker {
  readonly #memory = new SharedArrayBuffer(SHARED_BYTES);
  readonly #shared = new Int32Array(this.#memory, 0, STEPS_AT_BYTE / 4);
  readonly #mark = createMark();

  /** Throws where another one measures, or the program forbids new globals. */
  constructor() {
    claim(this.#mark, this);
  }

  /**
   * Starts it, in a turn of the event loop, and resolves when it has ended: null if it has failed. `bundle`: the source
   * of the entry `stepper`. `doNothing`: a function that allocates nothing.
   */
  async run(bundle: string, options: StepOptions, doNothing: (value: number) => void): Promise<StepRecord | null> {
    try {
      await this.#runWorker(bundle, options, doNothing);
    } finally {
      release(this.#mark);
    }
    return Atomics.load(this.#shared, AT.done) === 1 ? this.#record() : null;
  }

  async #runWorker(bundle: string, options: StepOptions, doNothing: (value: number) => void): Promise<void> {
    await new Promise<void>((resolve) => timers.soon(resolve));
    const { Worker } = program.load('worker_threads') as typeof import('node:worker_threads');
    const source = `const { parentPort, workerData: { memory, options } } = require('worker_threads');
(${bundle})()({ inspector: require('inspector'), port: parentPort }, memory, options);`;
    const workerData = { memory: this.#memory, options };
    // Without options of the process and its environment, which might have it load modules of the program.
    const worker = new Worker(source, { eval: true, env: {}, execArgv: [], workerData, name: 'leakconsole' });
    worker.unref();
    worker.on('message', (message) => (message === MESSAGE.nothing ? doNothing(0) : worker.postMessage(0)));
    // What nobody listens to would be an uncaught exception of the program.
    worker.on('error', () => {});
    await new Promise<void>((resolve) => worker.on('exit', () => resolve()));
  }

  /** Must be called every few seconds, or it ends. */
  renew(): void {
    Atomics.add(this.#shared, AT.renewals, 1);
  }

  /** Tells it to end, with what it has. */
  stop(): void {
    Atomics.store(this.#shared, AT.stop, 1);
  }

  #record(): StepRecord {
    const numbers = new Float64Array(this.#memory, STEPS_AT_BYTE);
    const steps: RecordedStep[] = [];
    for (let i = 0; i < Atomics.load(this.#shared, AT.steps); i++) {
      const read = (field: number): number => numbers[i * STEP_LENGTH + field];
      steps.push({
        place: read(STEP.place),
        arrivedBytes: read(STEP.arrivedBytes),
        leftBytes: read(STEP.leftBytes),
        frames: read(STEP.frames),
        sessions: read(STEP.sessions),
      });
    }
    const fixedBytes = Atomics.load(this.#shared, AT.fixedBytes);
    const pausedMs = Atomics.load(this.#shared, AT.pausedMicros) / 1000;
    return { steps, fixedBytes, calls: Atomics.load(this.#shared, AT.calls), pausedMs };
  }
}

/** Outside of the class: it must not refer to the instance (see `claim`), and each has its own. */
function createMark(): Mark {
  return () => false;
}
