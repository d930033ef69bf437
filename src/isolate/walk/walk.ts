import { setTimeout as sleep } from 'node:timers/promises';
import type { ScopeNames } from '../../injected/objects/scope-names.js';
import type { FoundCollections } from '../../injected/walk/found-collection.js';
import type { ScriptOwners } from '../../injected/walk/ownership.js';
import type { PathStep } from '../../injected/walk/path.js';
import type { FoundFunction } from '../../injected/walk/scope-explorer.js';
import type { TypeCount } from '../../injected/walk/type-counter.js';
import type { WalkOptions, WalkProgress } from '../../injected/walk/walk-protocol.js';
import type { Walker } from '../../injected/walk/walker.js';
import { callForHandle, callNow, type Handle } from '../../session/call.js';
import { loadEntry } from '../../session/entry.js';
import { newGroup, releaseGroup } from '../../session/object-group.js';
import { nodesScriptIds } from '../../session/scripts.js';
import type { Session } from '../../session/session.js';
import { loopTurns } from '../../session/turning.js';
import { Interrupted, type WaitOptions, waitForTarget } from '../wait-for-target.js';

/** How a walk behaves in the target. */
export interface Pacing {
  /** The longest piece of work in a turn of the event loop, ms. */
  readonly slice: number;
  /**
   * The share of the time that the walk may take: 0.5 waits after each step for as long as it worked; less under load.
   */
  readonly duty: number;
}

/**
 * A request of the service waits for no more than a slice; where the event loop is idle, the walk may have most of it.
 */
export const DEFAULT_PACING: Pacing = { slice: 2, duty: 0.9 };

/**
 * Where requests come, a walk takes no more than this share of the time: fewer of them meet a collection of its
 * garbage.
 */
const LOADED_DUTY = 0.5;

/** What a step works from one question of ours to the next, ms. */
const STEP = 20;

/** How long a step may wait for its turns until we look whether the event loop turns at all, ms. */
const TURN_TIMEOUT = 100;

/** How a walk goes on, is watched, and ended. */
export interface WalkControl extends Partial<WaitOptions> {
  readonly pacing?: Pacing;
  /** Told after each step how many objects were met so far. */
  readonly onVisited?: (visited: number) => void;
}

/** What a walk saw and cost. */
export interface WalkCost {
  /** Objects that were met. */
  readonly visited: number;
  /** Functions whose scopes were entered. */
  readonly scopes: number;
  /**
   * Functions and other objects about which the inspector was not asked, as others like them had brought nothing new.
   */
  readonly unasked: number;
  /** Proxies whose targets were not looked at. */
  readonly proxies: number;
  /** Why not everything was visited: it ended at a bound of visits, or was sampled from a bound of memory on. */
  readonly cut: WalkProgress['cut'];
  /** How long it took in all, ms. */
  readonly ms: number;
  /** The longest piece of it in the target, ms. */
  readonly longestMs: number;
}

/** A walk through the target's objects that we drive step by step; see `Walker`. */
export class Walk {
  readonly #session: Session;
  readonly #walker: Handle<Walker>;
  readonly #group: string;
  readonly #pacing: Pacing;
  readonly #wait: WaitOptions;
  readonly #tell: (visited: number) => void;
  readonly #started = performance.now();
  #progress: WalkProgress | null = null;
  /** The event loop does not turn: each step is done at once, within our call. */
  #isDriven = false;
  #longestMs = 0;

  private constructor(session: Session, walker: Handle<Walker>, group: string, control: WalkControl) {
    this.#session = session;
    this.#walker = walker;
    this.#group = group;
    this.#pacing = control.pacing ?? DEFAULT_PACING;
    this.#wait = waitOptionsOf(control);
    this.#tell = control.onVisited ?? (() => {});
  }

  /** Begins a walk: nothing is visited yet. Call `end`, whatever happens. */
  static async start(session: Session, options: WalkOptions, control: WalkControl = {}): Promise<Walk> {
    const group = newGroup('walk');
    const beginning = begin(session, options, group);
    try {
      return new Walk(session, await waitForTarget(session, beginning, waitOptionsOf(control)), group, control);
    } catch (error) {
      const release = () => releaseGroup(session, group);
      beginning.then(release, release);
      throw error;
    }
  }

  /**
   * Goes on until there is nothing left to visit, or `until` holds for a function whose scopes were entered.
   *
   * Rejects with Interrupted as soon as the signal is aborted.
   */
  async run(until: (fn: FoundFunction) => boolean | Promise<boolean> = () => false): Promise<WalkCost> {
    for (;;) {
      const started = performance.now();
      const progress = await waitForTarget(this.#session, this.#step(), this.#wait);
      this.#progress = progress;
      this.#tell(progress.visited);
      this.#longestMs = Math.max(this.#longestMs, progress.longest);
      let enough = progress.done;
      for (const fn of progress.functions) enough = (await until(fn)) || enough;
      if (enough) return this.cost;
      await this.#rest(progress, performance.now() - started);
    }
  }

  /**
   * Adds all functions of the heap to what is visited, also those that nothing visible refers to.
   *
   * V8 finds them by `Runtime.queryObjects`: that is several full collections in one piece, seconds of stall in a large
   * heap.
   */
  async addAllFunctions(): Promise<void> {
    const entry = await loadEntry(this.#session, 'modules');
    const prototype = await callForHandle(this.#session, entry, 'functionPrototype', [], this.#group);
    const { objects } = await this.#session.send('Runtime.queryObjects', {
      prototypeObjectId: prototype.objectId,
      objectGroup: this.#group,
    });
    const list: Handle<object[]> = { objectId: objects.objectId! };
    await callNow(this.#session, this.#walker, 'addAll', list);
  }

  /** Begins with functions of modules: what they refer to then has the shortest paths. */
  async beginWith(functions: readonly Handle<object>[]): Promise<void> {
    await callNow(this.#session, this.#walker, 'beginWith', ...functions);
  }

  /** Looks for the object of a handle: the walk ends when it is met. */
  async seek(value: Handle<object>): Promise<void> {
    await callNow(this.#session, this.#walker, 'seek', value);
  }

  /** The path to the object that was sought; null if it was not met. */
  async path(): Promise<PathStep[] | null> {
    return await callNow(this.#session, this.#walker, 'path');
  }

  /** Where the WeakMap is by whose entry that path leads; null where there is none. */
  async weakMapPath(): Promise<PathStep[] | null> {
    return await callNow(this.#session, this.#walker, 'weakMapPath');
  }

  /** The most frequent types of what was met, and the number of all objects. */
  async counts(most: number): Promise<{ readonly total: number; readonly types: readonly TypeCount[] }> {
    return await callNow(this.#session, this.#walker, 'counts', most);
  }

  /** The largest collections that were met, and those that have grown most since the look before. */
  async collections(most: number, owners: ScriptOwners | null): Promise<FoundCollections> {
    await callNow(this.#session, this.#walker, 'reportCollections', most, owners);
    await this.run();
    return JSON.parse(await callNow(this.#session, this.#walker, 'collections')) as FoundCollections;
  }

  get cost(): WalkCost {
    const { visited = 0, scopes = 0, unasked = 0, proxies = 0, cut = null } = this.#progress ?? {};
    return {
      visited,
      scopes,
      unasked,
      proxies,
      cut,
      ms: performance.now() - this.#started,
      longestMs: this.#longestMs,
    };
  }

  /** The names in the scopes of a function through which a variable on a path was found. */
  async scopeNames(ask: number): Promise<readonly ScopeNames[]> {
    return await callNow(this.#session, this.#walker, 'scopeNames', ask);
  }

  /** A handle on a function that was found, which outlives the walk. */
  async keep(fn: FoundFunction, objectGroup: string): Promise<Handle<object>> {
    return await callForHandle(this.#session, this.#walker, 'askedFunction', [fn.ask], objectGroup);
  }

  /** Lets go of all that the walk holds in the target. */
  async end(): Promise<void> {
    const released = releaseGroup(this.#session, this.#group);
    // Whoever has pressed Ctrl-C may have done so because the target does not answer.
    if (!this.#wait.signal.aborted) await released;
  }

  async #step(): Promise<WalkProgress> {
    const step = () => callNow(this.#session, this.#walker, 'step', STEP, this.#pacing.slice, this.#isDriven);
    const started = performance.now();
    let progress = await step();
    for (let wait = STEP; progress === null; wait = STEP / 4) {
      await sleep(wait, undefined, { signal: this.#wait.signal }).catch(interrupt);
      const isLate = performance.now() - started > TURN_TIMEOUT;
      this.#isDriven ||= isLate && !(await loopTurns(this.#session));
      progress = await step();
    }
    return progress;
  }

  /** After a step, of which `elapsed` ms have passed since it began, waits until the duty is kept. */
  async #rest({ took, isLoaded }: WalkProgress, elapsed: number): Promise<void> {
    const duty = isLoaded ? Math.min(this.#pacing.duty, LOADED_DUTY) : this.#pacing.duty;
    const pause = took / duty - elapsed;
    if (pause < 1) return;
    await sleep(pause, undefined, { signal: this.#wait.signal }).catch(interrupt);
  }
}

function interrupt(): never {
  throw new Interrupted();
}

function waitOptionsOf({ notice = () => {}, signal = new AbortController().signal }: WalkControl): WaitOptions {
  return { notice, signal };
}

/** A walk that tells where things are visits last what Node's own variables hold. */
async function begin(session: Session, options: WalkOptions, group: string): Promise<Handle<Walker>> {
  const entry = await loadEntry(session, 'walk');
  // After the entry's own modules of Node are loaded: so that the list of scripts has them too.
  const ids = options.goal === 'types' ? [] : await nodesScriptIds(session);
  return await callForHandle(session, entry, 'start', [{ ...options, nodesScriptIds: ids }], group);
}
