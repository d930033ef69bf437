import type { OriginalPlaces } from '../places/original-places.js';
import type { Session } from '../session/session.js';
import { waitForTurn } from '../session/turning.js';
import { Activities } from './activities.js';
import { TargetConsole } from './console/target-console.js';
import { Counts } from './counts.js';
import type { HostProcess } from './host-process.js';
import { KnownModules } from './modules/known-modules.js';
import type { Sampling } from './sampling.js';
import { Snapshots } from './snapshots.js';
import { type WaitOptions, waitForTarget } from './wait-for-target.js';

/** The main thread of a process, or a worker thread by its thread id. */
export type IsolateId = 'main' | `worker:${number}`;

/** One heap of a process, with the thread that it belongs to: all that we know of it, and all that we hold in it. */
export class Isolate {
  readonly kind = 'live';
  readonly id: IsolateId;
  readonly process: HostProcess;
  readonly session: Session;
  readonly console: TargetConsole;
  readonly modules = new KnownModules();
  readonly counts = new Counts();
  readonly snapshots = new Snapshots();
  readonly activities = new Activities();
  /** The sampling heap profiler that runs in it, as far as we know; it ends with the session, if it is ours. */
  sampling: Sampling | null = null;

  /** What its program is called: the file that it was started with. */
  readonly #program: string;
  readonly #notice: WaitOptions['notice'];
  #places: Promise<OriginalPlaces> | null = null;

  private constructor(
    id: IsolateId,
    process: HostProcess,
    session: Session,
    notice: WaitOptions['notice'],
    program: string,
  ) {
    this.id = id;
    this.process = process;
    this.session = session;
    this.console = new TargetConsole(session);
    this.#notice = notice;
    this.#program = program;
  }

  /**
   * Makes the isolate at the other end of a session ready for commands. `program`: what its program is called.
   *
   * Calls `notice` after a second if its event loop does not turn; rejects with a UserError, `target-paused`, if it is
   * stopped in another debugger.
   */
  static async open(
    id: IsolateId,
    process: HostProcess,
    session: Session,
    wait: WaitOptions,
    program: string,
  ): Promise<Isolate> {
    await waitForTarget(session, waitForTurn(session), wait);
    return new Isolate(id, process, session, wait.notice, program);
  }

  /** What leads to original files; null where the user wants to see what V8 sees. Loaded when it is first needed. */
  async places(): Promise<OriginalPlaces | null> {
    if (!this.process.sourceMaps) return null;
    this.#places ??= import('./open-places.js').then(({ openPlaces }) => openPlaces(this, this.#notice));
    return await this.#places;
  }

  /**
   * What the prompt calls the scope in which names are looked up: the current module, or the program; before it the
   * worker.
   */
  get label(): string {
    const { chosen, index } = this.modules;
    const main = index?.main;
    const scope = chosen?.name ?? (main && main.url !== main.script.url ? main.name : this.#program);
    return this.id === 'main' ? scope : `${this.id.replace(':', ' ')} ${scope}`;
  }

  /** Gives back what would not go with the session. Does not wait for the target, which may be at work for long. */
  async release(): Promise<void> {
    this.activities.stopAll();
    if (this.snapshots.kept) (await import('./heap-ids.js')).releaseIds(this);
  }
}
