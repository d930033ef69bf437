import type { Asking, createAsking, FoundFunction } from './create-asking.js';
import type { createLedger, FoundCollection, Ledger, Own } from './create-ledger.js';
import type { Cursor, createReader, How, ReaderParts } from './create-reader.js';
import type { Registry } from './create-registry.js';
import type { Shape } from './create-shapes.js';
import type { createTally, TypeCount } from './create-tally.js';
import type { createVisited } from './create-visited.js';
import type { stepsTo } from './steps-to.js';

/** The parts of a walker, as they stand in its realm (see `loadInRealm`). */
export interface WalkerParts extends ReaderParts {
  readonly createReader: typeof createReader;
  readonly createVisited: typeof createVisited;
  readonly createAsking: typeof createAsking;
  readonly createLedger: typeof createLedger;
  readonly createTally: typeof createTally;
  readonly createWalker: typeof createWalker;
  readonly stepsTo: typeof stepsTo;
}

export interface WalkOptions {
  /** What it looks for. To count types it goes depth first, which needs the least memory; else breadth first, for short paths. */
  readonly goal: 'types' | 'collections' | 'object' | 'functions';
  /** Of each collection, at most about so many entries are visited. */
  readonly sample: number;
  /** The walk ends after so many objects. */
  readonly maxVisits: number;
  /** At most so many functions and other objects are asked of the inspector. */
  readonly maxAsks: number;
  /** Functions that an earlier walk has found to have no scope but their module's are not asked about again. */
  readonly skipsPlain?: boolean;
  /** Bound of the memory that the walk takes in the target; beyond it, it visits samples only. Bytes. */
  readonly memoryBytes: number;
}

/** How an object was reached: a list towards the root. */
export interface Place {
  readonly from: Place | null;
  readonly key: unknown;
  readonly how: How | 'root';
  /** Of the object at this place; null for a root that is none. */
  readonly shape: Shape | null;
  /** For how many objects this one stands. */
  readonly weight: number;
  /** For a variable, of which function's scope. */
  readonly scope: { readonly scriptId: string | null; readonly name: string; readonly isModule: boolean } | null;
  /** The first step after the beginning, which is a root or the last variable on the way; null at the beginning itself. */
  trunk: Place | null;
}

/** What a step has brought, and where the walk has arrived. */
export interface WalkProgress {
  /** Nothing is left to visit. */
  readonly done: boolean;
  /** Why not everything was visited: it ended, or was sampled, at a bound. */
  readonly cut: 'visits' | 'memory' | null;
  /** Objects that were met, in all. */
  readonly visited: number;
  /** Functions whose scopes were entered, in all. */
  readonly scopes: number;
  /** Functions and other objects about which the inspector was not asked, in all. */
  readonly unasked: number;
  /** Proxies that were left alone, in all. */
  readonly proxies: number;
  /** The functions of this step. */
  readonly functions: readonly FoundFunction[];
  /** The object that was sought has been met. */
  readonly met: boolean;
  /** ms that this step worked, and that its longest piece took. */
  readonly took: number;
  readonly longest: number;
}

/** One step of a path, from the root on; texts where the key is no plain name. */
export interface PathStep {
  readonly how: Place['how'];
  readonly key: string;
  /** For a key that is no string: its type. */
  readonly keyType: string;
  /** Of the object at this step. */
  readonly type: string | null;
  /** For a variable, where its scope is from, and whether it is the scope of the whole module. */
  readonly scope: Place['scope'];
}

export interface Walker {
  /**
   * Starts a step of about so many ms, in pieces of at most `slice` ms, each in a turn of its own of the event loop: what the service
   * has to do comes between. Or tells what the step has brought, when it is done. Null until then.
   *
   * There is no promise to wait for, so that every answer comes at once: Node may crash when it has an answer for a client that has just
   * been killed (nodejs/node#34833).
   */
  step(ms: number, slice: number): WalkProgress | null;
  /** Functions of modules, whose scopes are visited before all else. */
  begin(modules: readonly object[]): void;
  /** Adds objects to visit, all of them. */
  meetAll(list: readonly object[]): void;
  /** Ends the walk when this object is met. */
  seek(value: object): void;
  /** The path to the object that was sought; null if it was not met. */
  path(): PathStep[] | null;
  /** A function that was found, by its number. */
  asked(ask: number): object;
  /** The most frequent types of what was met, and the number of all objects. */
  counts(most: number): { readonly total: number; readonly types: TypeCount[] };
  /** Begins a report (see `Ledger`), which further steps make. */
  reportCollections(most: number, own: Own | null): void;
  /** The report that was made. */
  collections(): readonly FoundCollection[];
}

/**
 * Visits the objects of the program, a few milliseconds a step.
 *
 * It has no timer and nothing waiting in the event loop: whoever drives it calls `step`, and when nobody does, nothing happens.
 * It holds what it has met until the handle on it is released.
 */
export function createWalker(
  parts: WalkerParts,
  options: WalkOptions,
  registry: Registry,
  load: (name: string) => unknown,
  global: typeof globalThis,
): Walker {
  const { setImmediate } = load('timers') as typeof import('node:timers');
  const reader = parts.createReader(parts, load, global);
  const visited = parts.createVisited();
  const asking: Asking = parts.createAsking(
    parts,
    reader,
    options.maxAsks,
    registry,
    options.skipsPlain ?? false,
    load,
    global,
    {
      meet,
      size: () => visited.size,
    },
  );
  const tally = parts.createTally(reader, asking);
  const ledger: Ledger | null =
    options.goal === 'collections' ? parts.createLedger(reader, registry, parts.stepsTo, asking.placesOf) : null;
  const { now } = Date;
  /** So many entries are read at once, the others later. */
  const INLINE = 32;
  /** What a visited object takes, in the sets that remember it and in garbage (measured: 31 to 65), and breadth first in places too (120). */
  const visitBytes = options.goal === 'types' ? 65 : 120;
  const capacity = Math.floor(options.memoryBytes / visitBytes);

  // What is met waits in `objects` with its place; breadth first takes from the front, depth first from the end.
  let objects: object[] = [];
  let places: Place[] = [];
  let front = 0;
  const cursors: { cursor: Cursor; left: number; stride: number; place: Place }[] = [];
  let visits = 0;
  let proxies = 0;
  /** Of the entries of large collections one in so many is visited: 1 until the memory bound is reached. */
  let thinning = 1;
  let sought: object | null = null;
  let soughtAt: Place | null = null;

  /** Who only counts needs of a place no more than its weight: all that is met from one shares it, so that less garbage comes about. */
  const tellsPlaces = options.goal !== 'types';
  const anywhere = rootPlace('');
  let here: Place | null = null;
  const meetHere = (key: unknown, value: unknown, how: How) => meet(value, here, key, how, null);

  function meet(value: unknown, from: Place | null, key: unknown, how: Place['how'], scope: Place['scope']): void {
    if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return;
    if (reader.isProxy(value)) {
      proxies++;
      return;
    }
    const shape = reader.shapeOf(value);
    if (shape.isOurs || !visited.add(value, reader.hash(value, shape))) return;
    const weight = from === null ? 1 : from.weight;
    shape.count += weight;
    const place = tellsPlaces
      ? { from, key, how, shape, weight, scope, trunk: null as Place | null }
      : (from ?? anywhere);
    if (tellsPlaces && from !== null && how !== 'variable') place.trunk = from.trunk ?? place;
    objects.push(value);
    places.push(place);
    if (value === sought) soughtAt = place;
    if (!shape.isSeen) {
      shape.isSeen = true;
      if (shape.prototype !== null) meet(shape.prototype, null, shape.name, 'prototype', null);
    }
  }

  /** Visits an object, or the next entries of a collection; false if nothing is left. */
  function next(): boolean {
    if (front < objects.length) {
      if (options.goal === 'types') visit(objects.pop()!, places.pop()!);
      else {
        const place = places[front];
        const value = objects[front++];
        if (front === 8192) {
          objects = objects.slice(front);
          places = places.slice(front);
          front = 0;
        }
        visit(value, place);
      }
      return true;
    }
    const reading = cursors[cursors.length - 1];
    if (reading === undefined) return false;
    if (visited.size > capacity) thinOut();
    const stride = Math.max(reading.stride, thinning);
    // Sampled entries stand for the others only where all are to be counted.
    here = thinning > 1 ? { ...reading.place, weight: reading.place.weight * thinning } : reading.place;
    reading.left -= INLINE * stride;
    read += INLINE;
    if (!reading.cursor.next(INLINE, meetHere) || reading.left <= 0) cursors.pop();
    else if (stride > 1 && !reading.cursor.skip(INLINE * (stride - 1))) cursors.pop();
    return true;
  }

  /** Chooses how thinly to read what is left, so that it fits into another quarter of the bound. */
  let read = 0;
  let thinAt = capacity;
  function thinOut(): void {
    if (visited.size < thinAt) return;
    let left = 0;
    for (const cursor of cursors) left += cursor.left;
    thinning = Math.max(thinning * 2, Math.ceil((left * (visited.size / Math.max(read, 1))) / (capacity / 4)));
    thinAt = visited.size + capacity / 4;
  }

  function visit(value: object, place: Place): void {
    const shape = reader.shapeOf(value);
    const kind = reader.kindOf(value, shape);
    visits++;
    here = place;
    const names = reader.readProperties(value, kind, INLINE, meetHere);
    if (names.length > INLINE) readLater(reader.properties(value, names, INLINE), names.length - INLINE, place);
    const size = reader.sizeOf(value, kind);
    if (size > 0) {
      const cursor = reader.entries(value, kind);
      if (cursor.next(INLINE, meetHere)) readLater(cursor, size - INLINE, place);
    }
    ledger?.note(value, kind, size > 0 ? size : names.length, place);
    if (kind === 'promise') meet(reader.promiseResult(value), place, '[[PromiseResult]]', 'internal', null);
    asking.consider(value, kind, shape, place);
    if (shape.name === 'ModuleWrap') meet(namespaceOf(value, shape), place, 'namespace', 'internal', null);
  }

  /** Reads the rest of a large collection when nothing else is left: all of it, or a sample spread over it. */
  function readLater(cursor: Cursor, left: number, place: Place): void {
    cursors.push({ cursor, left, stride: Math.ceil(left / options.sample), place });
  }

  function isNativeFunction(value: unknown): value is () => unknown {
    return typeof value === 'function' && reader.isNative(value);
  }

  /** Node's wrap of an ES module that was evaluated gives its namespace; nothing of the program runs. */
  function namespaceOf(wrap: object, shape: Shape): unknown {
    try {
      const getNamespace = reader.own(shape.prototype!, 'getNamespace');
      const getStatus = reader.own(shape.prototype!, 'getStatus');
      if (!isNativeFunction(getNamespace) || !isNativeFunction(getStatus)) return null;
      const EVALUATED = 5; // v8::Module::Status
      return Reflect.apply(getStatus, wrap, []) === EVALUATED ? Reflect.apply(getNamespace, wrap, []) : null;
    } catch {
      return null;
    }
  }

  function rootPlace(key: string): Place {
    return { from: null, key, how: 'root', shape: null, weight: 1, scope: null, trunk: null };
  }

  function meetRoots(): void {
    const { process } = global;
    for (const name of ['_getActiveHandles', '_getActiveRequests']) {
      const list = reader.own(process, name);
      if (!isNativeFunction(list)) continue;
      const root = rootPlace(`process.${name}()`);
      // An array of the program's realm, which may have replaced what iterates over it.
      const items = Reflect.apply(list as () => unknown[], process, []);
      for (let i = 0; i < items.length; i++) meet(items[i], root, i, 'index', null);
    }
    meet(reader.own(process, '_events'), rootPlace('process'), '_events', 'property', null);
    meet(reader.own(load('module') as object, '_cache'), null, 'require.cache', 'root', null);
    meet(process, null, 'process', 'root', null);
    meet(global, null, 'globalThis', 'root', null);
  }

  let begun = false;
  let isReporting = false;

  /** Goes on for about so many ms; false if nothing is left to do. */
  function advance(ms: number): boolean {
    const start = now();
    let busy = true;
    try {
      // The clock may be set back: then the count ends the piece.
      for (let i = 0; busy && i < 16_000 && now() - start < ms; i++) {
        if (!begun) {
          begun = !asking.next();
          if (begun) meetRoots();
          continue;
        }
        for (let k = 0; busy && k < 4; k++) busy = visits < options.maxVisits && soughtAt === null && next();
        busy ||= soughtAt === null && visits < options.maxVisits && asking.next();
        busy ||= options.goal === 'types' && tally.next();
        busy ||= ledger !== null && isReporting && ledger.next();
      }
    } finally {
      asking.rest();
    }
    return busy;
  }

  function progressOf(busy: boolean, took: number, longest: number): WalkProgress {
    return {
      done: !busy,
      cut: visits >= options.maxVisits ? 'visits' : thinning > 1 ? 'memory' : null,
      visited: visited.size,
      scopes: asking.entered(),
      unasked: asking.unasked(),
      proxies,
      functions: asking.found(),
      met: soughtAt !== null,
      took,
      longest,
    };
  }

  /** Or the outcome of a step that nobody has asked for yet. */
  let state: 'idle' | 'working' | { readonly progress?: WalkProgress; readonly error?: unknown } = 'idle';

  function work(left: number, slice: number, took: number, longest: number): void {
    try {
      const start = now();
      const busy = advance(slice);
      // A piece counts, whatever the clock says: so the step ends.
      const piece = Math.max(1, now() - start);
      const longer = Math.max(longest, piece);
      if (busy && piece < left) setImmediate(work, left - piece, slice, took + piece, longer);
      else state = { progress: progressOf(busy, took + piece, longer) };
    } catch (error) {
      state = { error };
    }
  }

  return {
    step(ms, slice) {
      if (state === 'working') return null;
      if (state === 'idle') {
        state = 'working';
        setImmediate(work, ms, slice, 0, 0);
        return null;
      }
      const { progress, error } = state;
      state = 'idle';
      if (progress === undefined) throw error;
      return progress;
    },
    begin: (modules) => asking.first(modules),
    meetAll(list) {
      const cursor = reader.entries(list, 'array');
      cursors.push({ cursor, left: list.length, stride: 1, place: rootPlace('') });
    },
    seek(value) {
      sought = value;
    },
    path: () => soughtAt && parts.stepsTo(soughtAt),
    asked: asking.asked,
    counts: tally.report,
    reportCollections(most, own) {
      isReporting = true;
      ledger?.begin(most, own);
    },
    collections: () => ledger?.found() ?? [],
  };
}
