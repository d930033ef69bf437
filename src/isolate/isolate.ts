import type { OriginalPlaces } from '../places/original-places.js';
import type { Session } from '../session/session.js';
import { Activities } from './activities.js';
import { openTargetConsole, type TargetConsole } from './console/target-console.js';
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

  readonly #notice: WaitOptions['notice'];
  #places: Promise<OriginalPlaces> | null = null;

  private constructor(
    id: IsolateId,
    process: HostProcess,
    session: Session,
    console: TargetConsole,
    notice: WaitOptions['notice'],
  ) {
    this.id = id;
    this.process = process;
    this.session = session;
    this.console = console;
    this.#notice = notice;
  }

  /**
   * Makes the isolate at the other end of a session ready for commands.
   *
   * Calls `notice` after a second if its event loop does not turn; rejects with a UserError, `target-paused`, if it is stopped in
   * another debugger.
   */
  static async open(id: IsolateId, process: HostProcess, session: Session, wait: WaitOptions): Promise<Isolate> {
    const console = await waitForTarget(session, openTargetConsole(session), wait);
    return new Isolate(id, process, session, console, wait.notice);
  }

  /** What leads to original files; null where the user wants to see what V8 sees. Loaded when it is first needed. */
  async places(): Promise<OriginalPlaces | null> {
    if (!this.process.sourceMaps) return null;
    this.#places ??= import('./open-places.js').then(({ openPlaces }) => openPlaces(this, this.#notice));
    return await this.#places;
  }

  /** What the prompt calls the scope in which names are looked up: the current module, or the program. */
  get label(): string {
    const { argv, title } = this.process.description;
    const { chosen, index } = this.modules;
    if (chosen) return chosen.name;
    const main = index?.main;
    return (main && main.url !== main.script.url ? main.name : null) ?? argv[1]?.split(/[\\/]/).at(-1) ?? title;
  }

  /** Gives back what would not go with the session. Does not wait for the target, which may be at work for long. */
  async release(): Promise<void> {
    this.activities.stopAll();
    if (this.snapshots.kept) (await import('./heap-ids.js')).releaseIds(this);
  }
}
