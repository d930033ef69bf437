import { messageOf, UserError } from '../errors.js';
import type { WaitOptions } from '../isolate/wait-for-target.js';
import { attachAt, attachToProcess } from './attach.js';
import { consoleSocketOf } from './console-socket.js';
import { membersOf } from './group-members.js';
import { moveInspector } from './move-inspector.js';
import { guardOpening } from './opening-guard.js';
import { reachProcess } from './process.js';
import { ageMs, processFacts } from './procfs.js';
import type { GroupName } from './syntax.js';
import type { AttachOptions, TargetProcess } from './target-process.js';

/** How long a process may take to start, ms. */
const STARTING = 20_000;

/** All processes of a service, which are looked at together, until `detach`. */
export class ProcessGroup {
  /** As the user named it: `cluster:1234`, `pm2:shop`. */
  readonly name: string;
  /** The one that is looked at alone; null: all. */
  chosen: TargetProcess | null = null;
  readonly #name: GroupName;
  readonly #options: AttachOptions;
  readonly #members = new Map<number, TargetProcess>();
  /** Processes that could not be attached to, of which the user was told. */
  readonly #refused = new Set<number>();
  #last: Promise<unknown> = Promise.resolve();

  private constructor(name: GroupName, options: AttachOptions) {
    this.name = name.kind === 'cluster' ? `cluster:${name.pid}` : `pm2:${name.name}`;
    this.#name = name;
    this.#options = options;
  }

  /**
   * Attaches to the processes one after another, as the inspectors of all want one port until they are moved. The
   * primary of a cluster is never signalled. A process that cannot be attached to is left out, and told of; rejects
   * with its UserError where no other is left.
   */
  static async attach(name: GroupName, options: AttachOptions, wait: WaitOptions): Promise<ProcessGroup> {
    const group = new ProcessGroup(name, options);
    try {
      await group.#attachTo(membersOf(name), wait);
      return group;
    } catch (error) {
      await group.detach();
      throw error;
    }
  }

  /** The processes that we are attached to, by pid. */
  get members(): readonly TargetProcess[] {
    return [...this.#members.values()].filter(({ main }) => !main.session.hasEnded).sort((a, b) => a.pid - b.pid);
  }

  /**
   * Takes up the processes that have come since, as in place of others that have ended. Rejects with a UserError where
   * all have.
   */
  async refresh(wait: WaitOptions): Promise<void> {
    await this.#attachTo(membersOf(this.#name), wait);
  }

  /** Does work that stalls its process when that of the others is done: so the service as a whole goes on. */
  oneAtATime<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => {});
    return result;
  }

  /** Gives back all that we hold in all of them. Never rejects. */
  async detach(): Promise<void> {
    await Promise.all([...this.#members.values()].map((member) => member.detach()));
  }

  async #attachTo(pids: readonly number[], wait: WaitOptions): Promise<void> {
    for (const [pid, { main }] of this.#members) if (main.session.hasEnded) this.#members.delete(pid);
    let failure: unknown = null;
    for (const pid of pids) {
      if (this.#members.has(pid) || this.#refused.has(pid)) continue;
      // Whoever has left wants no further process to be signalled.
      wait.signal.throwIfAborted();
      try {
        this.#members.set(pid, await this.#attachToOne(pid, wait));
      } catch (error) {
        wait.signal.throwIfAborted();
        failure ??= error;
        // One that is still starting may not be able to open its inspector yet: the next look tries again.
        if (isStarting(pid)) continue;
        this.#refused.add(pid);
        if (pids.length > 1) wait.notice(`process ${pid} is left out: ${messageOf(error)}`);
      }
    }
    if (this.#members.size === 0) throw failure ?? allGone(this.name);
  }

  async #attachToOne(pid: number, wait: WaitOptions): Promise<TargetProcess> {
    if (consoleSocketOf(pid) !== null) return await attachToProcess({ kind: 'pid', pid }, this.#options, wait);
    const opening = { ...wait, timeoutMs: this.#options.timeoutMs };
    const reached = await reachProcess(pid, opening, guardOpening);
    return await attachAt(reached.opened ? await moveInspector(reached, opening) : reached, this.#options, wait);
  }
}

function isStarting(pid: number): boolean {
  const facts = processFacts(pid);
  return facts !== null && ageMs(facts) < STARTING;
}

function allGone(name: string): UserError {
  return new UserError('target-gone', `no process of ${name} can be attached to`, {
    hint: '`leakconsole ps` shows what is running now',
  });
}
