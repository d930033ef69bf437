import { createReadStream } from 'node:fs';
import { UserError } from '../errors.js';
import type { ProcessDescription } from '../injected/process/describe-process.js';
import type { HostProcess, Limits } from '../isolate/host-process.js';
import { Isolate } from '../isolate/isolate.js';
import { type Memory, readMemory } from '../isolate/memory.js';
import { Threads } from '../isolate/threads.js';
import type { WaitOptions } from '../isolate/wait-for-target.js';
import type { Session } from '../session/session.js';
import { writeNewFile } from './copy-file.js';
import type { Lease } from './lease.js';
import type { Route } from './reached.js';

/** How to treat a process that we attach to. */
export interface AttachOptions extends Readonly<Limits> {
  /** Refuse evaluations that would change anything. */
  readonly readOnly: boolean;
  /** Bounds each evaluation, ms. */
  readonly timeoutMs: number;
  /** Whether places and names are those of the original files, where source maps know them. */
  readonly sourceMaps: boolean;
}

/** A process that we are attached to, until `detach`. */
export class TargetProcess implements HostProcess {
  readonly kind = 'process';
  readonly localPid: number | null;
  /** When it started, in clock ticks since boot; null where it does not tell. */
  readonly startTicks: string | null;
  readonly description: ProcessDescription;
  readonly limits: Limits;
  readonly readOnly: boolean;
  readonly timeoutMs: number;
  readonly sourceMaps: boolean;
  /**
   * What makes the process give back our hold if we end without a word; null if it holds nothing that would not go with
   * the session.
   */
  readonly lease: Lease | null;
  /** The way to it, if that is not a connection of ours. */
  readonly route: Route | null;
  #threads: Threads | null = null;
  #isolate: Isolate | null = null;
  readonly #session: Session;

  constructor(
    session: Session,
    given: Pick<TargetProcess, 'localPid' | 'startTicks' | 'description' | 'lease' | 'route'>,
    { maxPauseMs, maxRssBytes, force, allowsFork, maxForkMs, readOnly, timeoutMs, sourceMaps }: AttachOptions,
  ) {
    this.#session = session;
    this.localPid = given.localPid;
    this.startTicks = given.startTicks;
    this.description = given.description;
    this.lease = given.lease;
    this.route = given.route;
    this.limits = { maxPauseMs, maxRssBytes, force, allowsFork, maxForkMs };
    this.readOnly = readOnly;
    this.timeoutMs = timeoutMs;
    this.sourceMaps = sourceMaps;
  }

  /** Its pid as it sees itself: another one than `localPid` inside a container. */
  get pid(): number {
    return this.description.pid;
  }

  /** Makes its main thread ready for commands, and the worker thread that a word means (see `pickWorker`). */
  async open(wait: WaitOptions, worker?: string): Promise<void> {
    const { script, title } = this.description;
    const program = script?.split(/[\\/]/).at(-1) ?? title;
    this.#threads = new Threads(await Isolate.open('main', this, this.#session, wait, program));
    if (worker !== undefined) this.#isolate = await this.#threads.openNamed(worker, wait);
  }

  /** Its main thread and its workers. */
  get threads(): Threads {
    return this.#threads!;
  }

  /** The isolate of its main thread. */
  get main(): Isolate {
    return this.threads.main;
  }

  /** The isolate that was asked for: that of its main thread, or of a worker. */
  get isolate(): Isolate {
    return this.#isolate ?? this.main;
  }

  /** The memory totals of the process; costs it nothing. */
  memory(): Promise<Memory> {
    return readMemory(this.#session);
  }

  async copyFile(path: string, to: string, signal: AbortSignal): Promise<void> {
    if (this.localPid !== null) await writeNewFile(createReadStream(`/proc/${this.localPid}/root${path}`), to, signal);
    else if (this.route?.fetch) await this.route.fetch(path, to, signal);
    else {
      throw new UserError('not-supported', `${path} is on the disk of the target, which is not this machine’s`, {
        hint: 'attach by ssh:HOST/pid:N, docker:NAME or kubectl:POD, which lead to its files too',
      });
    }
  }

  /** Gives back all that we hold in it, and closes its inspector if a console opened it. Never rejects. */
  async detach(): Promise<void> {
    await this.#threads?.release();
    await this.lease?.release();
    await this.#session.close();
    await this.route?.end();
  }
}
