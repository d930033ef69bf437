import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../errors.js';
import type { ThreadVitals } from '../injected/vitals/read-thread-vitals.js';
import { callNow } from '../session/call.js';
import { loadEntryNow } from '../session/entry.js';
import { Session } from '../session/session.js';
import { WorkerTransport } from '../session/transport/worker.js';
import { Isolate, type IsolateId } from './isolate.js';
import type { WaitOptions } from './wait-for-target.js';

/** How long a worker may take to tell of itself, ms: one that is busy in native code does not. */
const VITALS_TIMEOUT = 1000;

/** How long a worker may take to start, ms. */
const STARTING_TIMEOUT = 3000;

/** A worker thread that runs. */
export interface WorkerThread {
  /** Node’s id of the thread: `worker_threads.threadId` in it. */
  readonly threadId: number;
  /** The name that the program gave it; empty without. */
  readonly name: string;
  /** Of its script; empty for one that was started from a text. In a pool it is the pool's own file. */
  readonly url: string;
}

/** A worker thread, what it does at this moment, and its heap. */
export interface WorkerRow extends WorkerThread {
  /**
   * `running`: its event loop turns; `parked`: in `Atomics.wait`, as the idle workers of a pool are; `busy`: it runs
   * JavaScript, or starts.
   */
  readonly state: 'running' | 'busy' | 'parked';
  /** JavaScript objects, living and not yet collected; null where it did not tell. */
  readonly heapUsedBytes: number | null;
  /** How large its heap may become; null where it did not tell. */
  readonly heapLimitBytes: number | null;
}

/**
 * The threads of a process that have heaps of their own: the main thread, and its workers, of whichever thread they
 * are.
 */
export class Threads {
  readonly main: Isolate;
  /** Those that were attached to. */
  readonly isolates = new Map<IsolateId, Isolate>();
  readonly #workers = new Map<string, WorkerThread & { readonly session: Session }>();
  #watching: Promise<void> | null = null;

  constructor(main: Isolate) {
    this.main = main;
    this.isolates.set('main', main);
  }

  /** The worker threads that run now, by thread id. */
  async workers(): Promise<readonly WorkerThread[]> {
    await this.#watch();
    return this.#listed();
  }

  /** The workers with their heaps: it costs each of them a call of a millisecond. */
  async readWorkers(): Promise<readonly WorkerRow[]> {
    await this.#watch();
    return await Promise.all(
      this.#listed().map(async ({ session, ...thread }): Promise<WorkerRow> => {
        const vitals = await readVitals(session);
        return { ...thread, ...(vitals ?? { state: 'busy', heapUsedBytes: null, heapLimitBytes: null }) };
      }),
    );
  }

  /**
   * JavaScript objects of all workers, living and not yet collected, bytes; null where the runtime does not tell of its
   * workers.
   */
  async workersHeapBytes(): Promise<number | null> {
    try {
      return (await this.readWorkers()).reduce((sum, { heapUsedBytes }) => sum + (heapUsedBytes ?? 0), 0);
    } catch (error) {
      if (error instanceof UserError && error.code === 'not-supported') return null;
      throw error;
    }
  }

  /** The isolate of a worker that runs. Throws a UserError, `no-thread`, where it has ended meanwhile. */
  async open({ threadId }: WorkerThread, wait: WaitOptions): Promise<Isolate> {
    const id: IsolateId = `worker:${threadId}`;
    const known = this.isolates.get(id);
    if (known) return known;
    const worker = this.#listed().find((one) => one.threadId === threadId);
    if (!worker) throw noThread(`worker ${threadId} has ended`);
    const { session, url, name } = worker;
    await untilStarted(session, threadId);
    const program = url.split('/').at(-1) || name || 'worker';
    const isolate = await Isolate.open(id, this.main.process, session, wait, program);
    this.isolates.set(id, isolate);
    session.ended.then(() => this.isolates.delete(id));
    return isolate;
  }

  /** The isolate of the worker that a word means (see `pickWorker`). */
  async openNamed(word: string, wait: WaitOptions): Promise<Isolate> {
    return await this.open(pickWorker(await this.workers(), word), wait);
  }

  /** Gives back what would not go with the sessions. */
  async release(): Promise<void> {
    for (const isolate of this.isolates.values()) await isolate.release();
  }

  #listed() {
    return [...this.#workers.values()].sort((a, b) => a.threadId - b.threadId);
  }

  /**
   * Attaches to the workers that run, and to those that come. It lasts until the session ends; a worker can end
   * meanwhile.
   */
  #watch(): Promise<void> {
    this.#watching ??= this.#attach();
    return this.#watching;
  }

  async #attach(): Promise<void> {
    const { session: main } = this.main;
    if (main.asksByName) {
      throw new UserError(
        'not-supported',
        'the console server of the service is read-only, and shows its main thread alone',
        {
          hint: 'worker threads are seen through a server without `readOnly`, or through the inspector',
        },
      );
    }
    main.on('NodeWorker.attachedToWorker', ({ sessionId, workerInfo: { title, url } }) => {
      const [, number, named = ''] = /^\[worker (\d+)\]\s?(.*)$/s.exec(title) ?? [];
      // The thread of a console server must neither be looked at nor paused: it carries what we say.
      if (number === undefined || (named === 'leakconsole' && url.endsWith('/register/server-thread.cjs'))) return;
      const threadId = Number(number);
      // What Node 24 calls those without a name.
      const name = named === 'WorkerThread' ? '' : named;
      const transport = new WorkerTransport(main, sessionId, `worker ${threadId}${name && ` (${name})`}`);
      const session = new Session(transport, { isWorker: true });
      session.findOriginal = main.findOriginal;
      this.#workers.set(sessionId, { threadId, name, url, session });
      session.ended.then(() => this.#workers.delete(sessionId));
    });
    try {
      await main.send('NodeWorker.enable', { waitForDebuggerOnStart: false });
    } catch (cause) {
      throw new UserError('not-supported', 'this runtime does not tell of its worker threads', { cause });
    }
  }
}

/**
 * The one worker that a word means: its thread id, its name or a part of it, a part of its script. Throws a UserError
 * where it is none, or several.
 */
export function pickWorker(workers: readonly WorkerThread[], word: string): WorkerThread {
  const ways: ((worker: WorkerThread) => boolean)[] = [
    ({ threadId }) => String(threadId) === word,
    ({ name }) => name === word,
    ({ name }) => !/^\d+$/.test(word) && name.includes(word),
    ({ url }) => !/^\d+$/.test(word) && url.includes(word),
  ];
  for (const isMeant of ways) {
    const found = workers.filter(isMeant);
    if (found.length === 1) return found[0];
    if (found.length > 1) {
      const ids = found.slice(0, 8).map(({ threadId }) => threadId);
      throw new UserError('ambiguous-thread', `several worker threads are meant by “${word}”`, {
        hint: `say which: ${ids.join(', ')}${found.length > ids.length ? ', …' : ''}`,
      });
    }
  }
  throw noThread(
    workers.length === 0 ? 'no worker thread runs in this process' : `no worker thread is called “${word}”`,
  );
}

function noThread(message: string): UserError {
  return new UserError('no-thread', message, { hint: '`.workers` lists those that run' });
}

/** What a worker tells of itself; null where it does not, as while it starts, loads a module, or is in native code. */
async function readVitals(session: Session): Promise<ThreadVitals | null> {
  const ask = async () =>
    (await hasStarted(session)) ? await callNow(session, await loadEntryNow(session, 'vitals'), 'readThread') : null;
  return await Promise.race([ask().catch(() => null), delay(VITALS_TIMEOUT, null, { ref: false })]);
}

/**
 * Whether Node is ready in a thread: what is loaded before would break it. Of what the program may have changed it
 * calls nothing.
 */
async function hasStarted(session: Session): Promise<boolean> {
  const expression = "typeof process === 'object' && 'argv' in process && typeof setTimeout === 'function'";
  const { result } = await session.send('Runtime.evaluate', { expression, silent: true, returnByValue: true });
  return result.value === true;
}

async function untilStarted(session: Session, threadId: number): Promise<void> {
  const deadline = performance.now() + STARTING_TIMEOUT;
  while (!(await hasStarted(session))) {
    if (performance.now() > deadline)
      throw new UserError('not-started', `worker ${threadId} has not started yet`, { hint: 'try again' });
    await delay(20);
  }
}
