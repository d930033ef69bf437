import { isProxy, own } from '../objects/intrinsics.js';
import type { ObjectReader } from '../objects/object-reader.js';
import { readStatus } from '../vitals/read-vitals.js';
import type { FoundCollection } from './found-collection.js';
import type { ScopeExplorer } from './scope-explorer.js';
import { knownHandles, nextCollectionId } from './session-memory.js';

/** Of how many timers, the last that were met, it is told whose they are. */
const SAMPLE = 20;
const TIMER = 'Timeout';
const UNREFED_TIMER = 'Timeout (unref)';
/** Node and its sockets have a few of their own. */
const LEAST_UNREFED = 20;
const THREAD = 'thread';
/** Node's key for whether a timer keeps the process alive (lib/internal/timers.js). */
const REFED = 'refed';

/**
 * What is open, by its class: sockets, servers, streams, timers, which grow in number where somebody forgets to close
 * them.
 */
export class OpenHandles {
  readonly #reader: ObjectReader;
  readonly #explorer: ScopeExplorer;
  readonly #counts = new Map<string, number>();
  readonly #timers = { [TIMER]: new Timers(), [UNREFED_TIMER]: new Timers() };
  #refed: symbol | undefined;

  constructor(reader: ObjectReader, explorer: ScopeExplorer) {
    this.#reader = reader;
    this.#explorer = explorer;
  }

  /** Notes a handle that Node calls active. */
  note(handle: object): void {
    if (isProxy(handle)) return;
    const info = this.#reader.classes.of(handle);
    if (!info.isOurs) this.#counts.set(info.name, (this.#counts.get(info.name) ?? 0) + 1);
  }

  /** Notes one of Node's timers, if it runs; it stands for `weight`. */
  noteTimer(timer: object, weight: number): void {
    const callback = own(timer, '_onTimeout');
    if (typeof callback !== 'function' || own(timer, '_destroyed') === true) return;
    this.#refed ??= Object.getOwnPropertySymbols(timer).find(({ description }) => description === REFED);
    if (this.#refed === undefined) return;
    this.#timers[own(timer, this.#refed) === true ? TIMER : UNREFED_TIMER].note(callback, weight);
  }

  /** A row for each class; what was noted is then forgotten. */
  takeFound(): FoundCollection[] {
    const { [TIMER]: refed, [UNREFED_TIMER]: unrefed } = this.#timers;
    const found = [...this.#counts].map(([name, entries]) => this.#describe(name, entries, null));
    if (refed.count > 0) found.push(this.#describe(TIMER, refed.count, refed.callbacks));
    if (unrefed.count >= LEAST_UNREFED) found.push(this.#describe(UNREFED_TIMER, unrefed.count, unrefed.callbacks));
    this.#counts.clear();
    for (const timers of [refed, unrefed]) timers.clear();
    return [...found, ...this.#findNewThreads()];
  }

  /** A row if there are more threads: workers are no handles, and nothing may refer to them. Linux. */
  #findNewThreads(): FoundCollection[] {
    const count = readStatus().Threads ?? 0;
    const isMore = count > (knownHandles.get(THREAD)?.entries ?? count);
    const row = this.#describe(THREAD, count, null);
    return isMore ? [row] : [];
  }

  #describe(name: string, entries: number, callbacks: readonly object[] | null): FoundCollection {
    const known = knownHandles.get(name);
    const id = known?.id ?? nextCollectionId();
    knownHandles.set(name, { id, entries });
    const path = [{ how: 'root', key: `open handles: ${name}`, keyType: 'string', type: null, scope: null }] as const;
    const holds = callbacks === null ? { holds: [name], holdsFrom: [null] } : this.#describeCallbacks(callbacks);
    return {
      id,
      kind: 'handles',
      entries,
      ...holds,
      before: known?.entries ?? null,
      path,
      isServices: false,
    };
  }

  /** The functions that timers call, a sample, not told apart: their names, and where they are from. */
  #describeCallbacks(sample: readonly object[]): Pick<FoundCollection, 'holds' | 'holdsFrom'> {
    const callbacks = sample.filter((callback) => !isProxy(callback));
    const places = this.#explorer.placesOf(callbacks);
    const names = callbacks.map((callback) => {
      const name = own(callback, 'name');
      return typeof name === 'string' && name !== '' ? name : 'function';
    });
    return { holds: names, holdsFrom: places };
  }
}

/** Timers of one kind, and the functions that the last of them call. */
class Timers {
  count = 0;
  readonly callbacks: object[] = [];

  note(callback: object, weight: number): void {
    this.callbacks[this.count % SAMPLE] = callback;
    this.count += weight;
  }

  clear(): void {
    this.count = 0;
    this.callbacks.length = 0;
  }
}
