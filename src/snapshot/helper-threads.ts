import { Worker } from 'node:worker_threads';
import type { Scratch } from '../heap/scratch.js';
import { packageFile } from '../package-files.js';
import { runTask, type TaskInput, type TaskName, type TaskResult } from './tasks.js';

/** A task as it is told to a thread. */
export interface TaskMessage {
  readonly id: number;
  readonly name: TaskName;
  readonly input: TaskInput<TaskName>;
}

/** What a task has given. */
export interface ResultMessage {
  readonly id: number;
  readonly result: unknown;
}

/** The end of a promise that waits for a result. */
interface Waiting {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Threads that do tasks, each in the order in which they were given, also while the thread that gave them does
 * something else. Without any, tasks are done at once.
 */
export class HelperThreads {
  readonly #threads: readonly Worker[];
  readonly #waiting = new Map<number, Waiting>();
  readonly #scratch: Scratch;
  #given = 0;

  /** Starts `count` threads; `scratch` is for what is done without. */
  constructor(count: number, scratch: Scratch) {
    this.#scratch = scratch;
    this.#threads = Array.from({ length: count }, () => this.#start());
  }

  /** How many there are. */
  get count(): number {
    return this.#threads.length;
  }

  /**
   * Has a task done by thread `at`, from 0, or where there are not so many, by one of them. Rejects if it fails;
   * whoever has no use for the result any more need not look at it.
   */
  run<Name extends TaskName>(at: number, name: Name, input: TaskInput<Name>): Promise<TaskResult<Name>> {
    const result = this.count === 0 ? runTask(name, input, this.#scratch) : this.#tell(at % this.count, name, input);
    result.catch(() => {});
    return result;
  }

  /** Lets each thread end, and give back its memory, when it has done its tasks. */
  finish(): void {
    for (const thread of this.#threads) thread.postMessage(null);
  }

  /** Ends all threads, whatever they do. */
  async end(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.terminate()));
  }

  #tell<Name extends TaskName>(at: number, name: Name, input: TaskInput<Name>): Promise<TaskResult<Name>> {
    const id = this.#given++;
    this.#threads[at].postMessage({ id, name, input } satisfies TaskMessage);
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  #start(): Worker {
    const thread = new Worker(packageFile('dist/program/helper-thread.js'), {
      // Options of the process, as --input-type, are not meant for a file of ours.
      execArgv: [],
      // It makes few objects, and V8 would let them take 16 MB before it looks for garbage.
      resourceLimits: { maxYoungGenerationSizeMb: 2 },
    });
    const failAll = (error: Error): void => {
      for (const { reject } of this.#waiting.values()) reject(error);
    };
    thread.on('message', ({ id, result }: ResultMessage) => {
      this.#waiting.get(id)?.resolve(result as never);
      this.#waiting.delete(id);
    });
    thread.on('error', failAll);
    thread.on('exit', (code) => code !== 0 && failAll(new Error('a thread has ended before its tasks')));
    return thread;
  }
}
