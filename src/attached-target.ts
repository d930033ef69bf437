import { liveTarget, type Target } from './dispatch/target.js';
import { UserError } from './errors.js';
import type { ProcessDescription } from './injected/process/describe-process.js';
import type { Page, PageDescription } from './page/page.js';
import type { NameFor, ProgramOptions, RestFor, ResultOf } from './run-by-name.js';
import { isLive, parseTarget } from './target/syntax.js';
import type { TargetProcess } from './target/target-process.js';

/** How to treat a process, or a page, that is attached to. */
export interface AttachOptions {
  /** Refuse evaluations that would change anything. Default: false. */
  readonly readOnly?: boolean;
  /** How long attaching and each evaluation may take, ms. Default: 60,000. */
  readonly timeoutMs?: number;
  /** The longest stall of its event loop that a command may cause, ms. Default: 2,000. */
  readonly maxPauseMs?: number;
  /**
   * The growth of its RSS that a command may cause, bytes; null (the default): what it can allocate before a limit of
   * its own.
   */
  readonly maxRssBytes?: number | null;
  /** Do what the budget would refuse. Default: false. */
  readonly force?: boolean;
  /** Give places and names of the original files, where source maps know them. Default: true. */
  readonly sourceMaps?: boolean;
  /**
   * Let a forked child look where that is possible: no stall, but native code is loaded into the process (Linux).
   * Default: false.
   */
  readonly fork?: boolean;
  /** How long such a child may live, ms. Default: 120,000. */
  readonly maxForkMs?: number;
  /** Told what the user of a console would be told. */
  readonly onNotice?: (text: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * Attaches to a running process: `9229`, `host:9229`, `[::1]:9229`, `ws://…`, `pid:1234`, `unix:PATH`, `docker:NAME`,
 * `podman:NAME`, `kubectl:[NS/]POD[/CONTAINER]`, `nsenter:PID`, `ssh:[USER@]HOST/pid:N` or `exec:CMD… -- pid:N`; to one
 * of its worker threads: `9229/worker:4`; or to a page of Chromium: `9222`, `9222/page:TITLE`, `ssh:HOST/9222`.
 *
 *     await using target = await attach('9229');
 *     const { types } = await target.run('types', { n: 10 });
 *
 * Throws a UserError that says what is in the way.
 */
export async function attach(target: string, options: AttachOptions = {}): Promise<AttachedTarget> {
  const {
    readOnly = false,
    timeoutMs = 60_000,
    maxPauseMs = 2000,
    maxRssBytes = null,
    force = false,
    fork = false,
    maxForkMs = 120_000,
    sourceMaps = true,
  } = options;
  const { onNotice = () => {}, signal = new AbortController().signal } = options;
  const name = parseTarget(target);
  if (name.kind === 'file') {
    throw new UserError('bad-target', `${target} is a heap snapshot file`, { hint: 'openSnapshot opens it' });
  }
  if (!isLive(name)) {
    throw new UserError('bad-target', `${target} is a group of processes`, {
      hint: 'attach to each by its pid: pid:1234',
    });
  }
  const limits = { readOnly, timeoutMs, maxPauseMs, maxRssBytes, force, allowsFork: fork, maxForkMs, sourceMaps };
  // Programs that only open snapshots need none of it.
  const { attach: attachTo } = await import('./target/attach.js');
  const attached = await attachTo(name, limits, { notice: onNotice, signal });
  return new AttachedTarget(attached, { notice: onNotice, signal });
}

/** A running process, or a page of a browser, that we are attached to, until `detach`. */
export class AttachedTarget {
  readonly #attached: TargetProcess | Page;
  readonly #options: ProgramOptions;

  constructor(attached: TargetProcess | Page, { notice, signal }: Pick<ProgramOptions, 'notice' | 'signal'>) {
    this.#attached = attached;
    const target: Target = attached.kind === 'page' ? { kind: 'page', page: attached } : liveTarget(attached);
    this.#options = { target, progress: () => {}, notice, signal };
  }

  /** What the process said of itself when we attached; null for a page. */
  get process(): ProcessDescription | null {
    return this.#attached.kind === 'page' ? null : this.#attached.description;
  }

  /** What the browser said of the page when we attached; null for a process. */
  get page(): PageDescription | null {
    return this.#attached.kind === 'page' ? this.#attached.description : null;
  }

  /**
   * Runs a command of the console and gives what `--json` prints as its `result`; of a command that looks again and
   * again, the last. Times are in ms, sizes in bytes. Throws a UserError, `not-page` for a command that needs a process
   * where it is a page.
   */
  async run<N extends NameFor<'live' | 'page'>>(name: N, ...args: RestFor<N>): Promise<ResultOf<N>> {
    const { runByName } = await import('./run-by-name.js');
    return await runByName(this.#options, name, args);
  }

  /** The results of a command that looks again and again, as they come. */
  async *results<N extends NameFor<'live' | 'page'>>(name: N, ...args: RestFor<N>): AsyncGenerator<ResultOf<N>> {
    const { resultsByName } = await import('./run-by-name.js');
    yield* resultsByName(this.#options, name, args);
  }

  /** Gives back all that we hold there, and closes the inspector of a process if we opened it. Never rejects. */
  async detach(): Promise<void> {
    await this.#attached.detach();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.detach();
  }
}
