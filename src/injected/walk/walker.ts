import type { ClassInfo } from '../objects/class-info.js';
import type { EdgeKind } from '../objects/cursors.js';
import { fewInstances } from '../objects/few-instances.js';
import { isProxy, own, promiseResult, types } from '../objects/intrinsics.js';
import { ObjectReader } from '../objects/object-reader.js';
import type { ScopeNames } from '../objects/scope-names.js';
import { program } from '../program.js';
import { Backlog } from './backlog.js';
import { now } from './clock.js';
import { CollectionTracker } from './collection-tracker.js';
import { REMEMBERED } from './growing-values.js';
import { moduleNamespace } from './module-namespace.js';
import { hashOf } from './object-hash.js';
import type { ScriptOwners } from './ownership.js';
import {
  linkToChain,
  newNode,
  type PathNode,
  type PathStep,
  type PlaceOfClass,
  PROTOTYPE,
  rootNode,
  stepsTo,
  type VariableScope,
  WEAK_VALUE,
} from './path.js';
import { Postponed, TIMERS_NEIGHBOURS } from './postponed.js';
import { enqueueRoots } from './roots.js';
import { ScopeExplorer } from './scope-explorer.js';
import { type StepTime, TimeSlicer } from './time-slicer.js';
import { type TypeCount, TypeCounter } from './type-counter.js';
import { VisitQueue } from './visit-queue.js';
import { VisitedSet } from './visited-set.js';
import type { WalkOptions, WalkProgress } from './walk-protocol.js';
import { WeakMapPaths, WeakValues } from './weak-values.js';

/** What a question to the inspector takes, about. */
const ASK_MS = 0.25;
/** How many entries of a collection are read at once, the others later. */
const INLINE = 32;
/**
 * What a visited object takes, in the sets that remember it and in garbage (measured: 31 to 65), and breadth first in
 * paths too (120).
 */
const VISIT_BYTES = { depthFirst: 65, breadthFirst: 120 };
/**
 * Visits the objects of the program, a few milliseconds a step.
 *
 * It has no timer and nothing waiting in the event loop: whoever drives it calls `step`, and when nobody does, nothing
 * happens. It holds what it has met until the handle on it is released.
 */
export class Walker {
  readonly #options: WalkOptions;
  readonly #reader = new ObjectReader();
  readonly #visited = new VisitedSet();
  readonly #explorer: ScopeExplorer;
  readonly #counter: TypeCounter | null;
  readonly #tracker: CollectionTracker | null;
  readonly #backlog: Backlog;
  readonly #slicer = new TimeSlicer<WalkProgress>(
    (ms) => this.#advance(ms),
    (isBusy, time) => this.#progressOf(isBusy, time),
    () => this.#explorer.close(),
  );
  readonly #queue = new VisitQueue();
  readonly #postponed = new Postponed();
  /** Until Node's own are entered; null for who only counts. */
  #weakValues: WeakValues | null = null;
  readonly #few = [...fewInstances.instances];
  #visits = 0;
  #proxies = 0;
  #sought: object | null = null;
  #seeksBuffer = false;
  #soughtAt: PathNode | null = null;
  readonly #weakMaps = new WeakMapPaths();
  #hasRoots = false;
  /**
   * Who only counts needs of a path no more than its weight: all that is met from one shares it, so that less garbage
   * comes about.
   */
  readonly #tellsPaths: boolean;
  readonly #anywhere = rootNode('');
  /** What is being read; see `#visit`. */
  #here: PathNode | null = null;
  /** The object whose first properties are being read. */
  #holder: object | null = null;
  readonly #enqueueHere = (key: unknown, value: unknown, edge: EdgeKind) => {
    if (this.#tellsPaths && TIMERS_NEIGHBOURS.has(key) && this.#here?.info?.name === 'Timeout') {
      this.#postponed.addNeighbour(value, this.#here, key, edge, null);
    } else this.#enqueue(value, this.#here, key, edge, null);
  };

  constructor(options: WalkOptions) {
    this.#options = options;
    this.#tellsPaths = options.goal !== 'types';
    if (this.#tellsPaths) this.#weakValues = new WeakValues();
    const visitBytes = this.#tellsPaths ? VISIT_BYTES.breadthFirst : VISIT_BYTES.depthFirst;
    this.#backlog = new Backlog(Math.floor(options.memoryBytes / visitBytes), options.sample, INLINE);
    const visited = this.#visited;
    this.#explorer = new ScopeExplorer(this.#reader, options, {
      enqueue: (...args) => this.#enqueue(...args),
      postpone: (...args) => this.#postponed.addOfNode(...args),
      get visited() {
        return visited.size;
      },
    });
    this.#counter = options.goal === 'types' ? new TypeCounter(this.#reader, this.#explorer) : null;
    this.#tracker =
      options.goal === 'collections' ? new CollectionTracker(this.#reader, this.#explorer, this.#weakMaps) : null;
  }

  /**
   * Starts a step of about so many ms in pieces of at most `slice` ms, or tells what it has brought (see `TimeSlicer`).
   */
  step(ms: number, slice: number, atOnce: boolean): WalkProgress | null {
    return this.#slicer.step(ms, slice, atOnce);
  }

  /** Functions of modules, whose scopes are visited before all else. */
  beginWith(...functions: object[]): void {
    this.#explorer.beginWith(functions);
  }

  /** Adds objects to visit, all of them. */
  addAll(list: readonly object[]): void {
    this.#backlog.addWhole(this.#reader.entries(list, 'array'), list.length, this.#anywhere);
  }

  /** Ends the walk when this object is met. */
  seek(value: object): void {
    this.#sought = value;
    this.#seeksBuffer = types.isAnyArrayBuffer(value);
  }

  /** The path to the object that was sought; null if it was not met. */
  path(): PathStep[] | null {
    return this.#withPlaces((sought, placeOf) => stepsTo(sought, placeOf));
  }

  /** Where the WeakMap is by whose entry that path leads, the last of them; null where there is none. */
  weakMapPath(): PathStep[] | null {
    return this.#withPlaces((sought, placeOf) => this.#weakMaps.of(sought, placeOf));
  }

  /** Reads a path with the places of its classes, for which the inspector is asked. */
  #withPlaces(read: (sought: PathNode, placeOf: PlaceOfClass) => PathStep[] | null): PathStep[] | null {
    try {
      return this.#soughtAt && read(this.#soughtAt, (type) => this.#explorer.placeOfClass(type));
    } finally {
      this.#explorer.close();
    }
  }

  /** A function that was found, by its number. */
  askedFunction(ask: number): object {
    return this.#explorer.askedFunction(ask);
  }

  /** The scopes of such a function. */
  scopeNames(ask: number): ScopeNames[] {
    try {
      return this.#explorer.scopeNames(ask);
    } finally {
      this.#explorer.close();
    }
  }

  /** The most frequent types of what was met, and the number of all objects. */
  counts(most: number): { readonly total: number; readonly types: TypeCount[] } {
    return this.#counter!.report(most);
  }

  /** Begins a report (see `CollectionTracker`), which further steps make. */
  reportCollections(most: number, owners: ScriptOwners | null): void {
    this.#tracker!.beginReport(most, owners);
  }

  /**
   * The report that was made, as JSON: to read objects by their properties takes V8's inspector several times as long.
   */
  collections(): string {
    return JSON.stringify(this.#tracker!.found);
  }

  /** Meets a value; gives its node, null where it is no object, or was met before. */
  #enqueue(
    value: unknown,
    from: PathNode | null,
    key: unknown,
    edge: PathNode['edge'],
    scope: VariableScope | null,
  ): PathNode | null {
    // Without a function for the path, which would cost memory at every value that is met.
    if (typeof value === 'string' && value.length >= REMEMBERED.characters) {
      this.#tracker?.noteText(value, newNode(null, from, key, edge, scope), this.#holder);
    }
    if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return null;
    if (isProxy(value)) {
      const node = newNode(null, from, key, edge, scope);
      if (value === this.#sought) this.#soughtAt = node;
      if (!this.#explorer.considerProxy(value, node)) this.#proxies++;
      return node;
    }
    // Whoever has it in a variable, a path to what is global begins with its name.
    if (value === program.global && edge !== 'root') return null;
    const info = this.#reader.classes.of(value);
    if (info.isOurs || !this.#visited.add(value, hashOf(this.#reader, value, info))) return null;
    const weight = from === null ? 1 : from.weight;
    info.count += weight;
    const node = this.#tellsPaths ? newNode(info, from, key, edge, scope) : (from ?? this.#anywhere);
    this.#queue.push(value, node);
    if (this.#tracker !== null && !TIMERS_NEIGHBOURS.has(key)) {
      const chain = linkToChain(node);
      if (chain !== null) this.#tracker.noteChain(chain);
    }
    if (value === this.#sought) this.#soughtAt = node;
    return node;
  }

  /** The prototype of a class begins a path by its name; any other is a step from the object that has it. */
  #enqueuePrototype({ prototype, type }: ClassInfo, node: PathNode): void {
    if (prototype === null) return;
    if (type !== null && own(type, 'prototype') === prototype) this.#enqueue(prototype, null, type, 'prototype', null);
    else this.#enqueue(prototype, this.#tellsPaths ? node : this.#anywhere, PROTOTYPE, 'internal', null);
  }

  /** Goes on for about so many ms; false if nothing is left to do. */
  #advance(ms: number): boolean {
    const start = now();
    const { maxVisits } = this.#options;
    const asks = Math.max(2, Math.round(ms / ASK_MS));
    let isBusy = true;
    // The program may have replaced the clock: then the count ends the piece.
    for (let i = 0; isBusy && i < 4_000 && now() - start < ms; i++) {
      if (!this.#hasRoots) {
        if (this.#explorer.next(asks)) continue;
        this.#hasRoots = true;
        const handles = enqueueRoots((value, from, key, edge) => this.#enqueue(value, from, key, edge, null));
        this.#tracker?.noteHandles(handles);
        continue;
      }
      const isWalking = () => this.#visits < maxVisits && this.#soughtAt === null;
      for (let k = 0; isBusy && k < 4; k++) isBusy = isWalking() && this.#next();
      isBusy ||= isWalking() && (this.#explorer.next(asks) || this.#enqueueWeak() || this.#enqueuePostponed());
      isBusy ||= isWalking() && this.#enqueueFew();
      isBusy ||= this.#counter?.next() ?? false;
      isBusy ||= this.#tracker?.next() ?? false;
    }
    return isBusy;
  }

  /** Visits an object, or the next entries of a collection; false if nothing is left. */
  #next(): boolean {
    if (this.#queue.isEmpty) {
      return this.#backlog.next(this.#visited.size, (node) => {
        this.#here = node;
        return this.#enqueueHere;
      });
    }
    const { value, node } = this.#options.goal === 'types' ? this.#queue.takeLast() : this.#queue.takeFirst();
    this.#visit(value, node);
    return true;
  }

  /** Enters what WeakMaps hold under some of the keys that were met; false if there is nothing. */
  #enqueueWeak(): boolean {
    const enqueue = (value: unknown, key: PathNode, map: PathNode) => {
      const node = this.#enqueue(value, key, WEAK_VALUE, 'internal', null);
      if (node !== null) this.#weakMaps.note(node, map);
    };
    return this.#weakValues?.next(enqueue) ?? false;
  }

  /** Enters some of what was postponed; false if there is nothing. */
  #enqueuePostponed(): boolean {
    this.#weakValues = null;
    const some = this.#postponed.take(INLINE);
    // What the program holds has been visited.
    if (some.length > 0) this.#reader.expectNoDictionaries();
    for (const args of some) this.#enqueue(...args);
    return some.length > 0;
  }

  /**
   * Enters some of the objects that the last census has seen of classes with few, and that nothing else has led to;
   * false if there is nothing. Who looks for an object's path wants to know what holds it.
   */
  #enqueueFew(): boolean {
    if (this.#tracker === null) return false;
    const some = this.#few.splice(0, INLINE);
    for (const instance of some) {
      const value = instance.deref();
      const type = value && this.#reader.classes.of(value).type;
      if (type) this.#enqueue(value, null, type, 'instance', null);
    }
    return some.length > 0;
  }

  #visit(value: object, node: PathNode): void {
    const reader = this.#reader;
    const info = reader.classes.of(value);
    const kind = reader.kindOf(value, info);
    this.#counter?.note(value, kind, info, node.weight);
    this.#visits++;
    // Not when it is met: a program may make a chain of prototypes as long as it likes.
    if (!info.isSeen) {
      info.isSeen = true;
      this.#enqueuePrototype(info, node);
    }
    this.#weakValues?.note(value, info, node);
    this.#here = node;
    this.#holder = value;
    const names = reader.readProperties(value, kind, INLINE, this.#enqueueHere);
    this.#holder = null;
    if (names.length > INLINE) {
      this.#backlog.add(reader.properties(value, names, INLINE), names.length - INLINE, node);
    }
    const size = reader.entryCount(value, kind);
    if (size > 0) {
      const cursor = reader.entries(value, kind);
      if (cursor.next(INLINE, this.#enqueueHere)) this.#backlog.add(cursor, size - INLINE, node);
    }
    this.#tracker?.note(value, kind, size > 0 || kind === 'array' ? reader.sizeOf(value, kind) : names.length, node);
    if (kind === 'opaque') {
      this.#tracker?.noteBytes(reader.byteLengthOf(value), node);
      this.#enqueue(reader.bufferOf(value, this.#seeksBuffer), node, 'buffer', 'property', null);
    }
    if (kind === 'promise') this.#enqueue(promiseResult(value), node, '[[PromiseResult]]', 'internal', null);
    this.#explorer.consider(value, kind, info, node);
    if (info.name === 'ModuleWrap') this.#enqueue(moduleNamespace(value, info), node, 'namespace', 'internal', null);
  }

  #progressOf(isBusy: boolean, time: StepTime): WalkProgress {
    return {
      done: !isBusy,
      cut: this.#visits >= this.#options.maxVisits ? 'visits' : this.#backlog.isThinned ? 'memory' : null,
      visited: this.#visited.size,
      scopes: this.#explorer.entered,
      unasked: this.#explorer.unasked,
      proxies: this.#proxies,
      functions: this.#explorer.takeFound(),
      met: this.#soughtAt !== null,
      ...time,
    };
  }
}
