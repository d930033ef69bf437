import type { Asking, createAsking } from './create-asking.js';
import type { createHasher } from './create-hasher.js';
import type { createLedger, Ledger } from './create-ledger.js';
import type { createReader, How, ReaderParts } from './create-reader.js';
import type { Registry } from './create-registry.js';
import type { createRests } from './create-rests.js';
import type { createStepper } from './create-stepper.js';
import type { createTally } from './create-tally.js';
import type { createVisited } from './create-visited.js';
import type { meetRoots } from './meet-roots.js';
import type { moduleNamespace } from './module-namespace.js';
import type { rootPlace } from './root-place.js';
import type { stepsTo } from './steps-to.js';
import type { Place, Walker, WalkOptions, WalkProgress } from './walker.js';

/** The parts of a walker, as they stand in its realm (see `loadInRealm`). */
export interface WalkerParts extends ReaderParts {
  readonly createReader: typeof createReader;
  readonly createHasher: typeof createHasher;
  readonly createVisited: typeof createVisited;
  readonly createRests: typeof createRests;
  readonly createStepper: typeof createStepper;
  readonly createAsking: typeof createAsking;
  readonly createLedger: typeof createLedger;
  readonly createTally: typeof createTally;
  readonly createWalker: typeof createWalker;
  readonly meetRoots: typeof meetRoots;
  readonly moduleNamespace: typeof moduleNamespace;
  readonly rootPlace: typeof rootPlace;
  readonly stepsTo: typeof stepsTo;
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
  const reader = parts.createReader(parts, load, global);
  const hash = parts.createHasher(reader);
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
  const rests = parts.createRests(Math.floor(options.memoryBytes / visitBytes), options.sample, INLINE);

  // What is met waits in `objects` with its place; breadth first takes from the front, depth first from the end.
  let objects: object[] = [];
  let places: Place[] = [];
  let front = 0;
  let visits = 0;
  let proxies = 0;
  let sought: object | null = null;
  let soughtAt: Place | null = null;

  /** Who only counts needs of a place no more than its weight: all that is met from one shares it, so that less garbage comes about. */
  const tellsPlaces = options.goal !== 'types';
  const anywhere = parts.rootPlace('');
  let here: Place | null = null;
  const meetHere = (key: unknown, value: unknown, how: How) => meet(value, here, key, how, null);
  const meetFrom = (place: Place) => {
    here = place;
    return meetHere;
  };

  function meet(value: unknown, from: Place | null, key: unknown, how: Place['how'], scope: Place['scope']): void {
    if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return;
    if (reader.isProxy(value)) {
      proxies++;
      return;
    }
    const shape = reader.shapeOf(value);
    if (shape.isOurs || !visited.add(value, hash(value, shape))) return;
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
    return rests.next(visited.size, meetFrom);
  }

  function visit(value: object, place: Place): void {
    const shape = reader.shapeOf(value);
    const kind = reader.kindOf(value, shape);
    visits++;
    here = place;
    const names = reader.readProperties(value, kind, INLINE, meetHere);
    if (names.length > INLINE) {
      rests.add(reader.properties(value, names, INLINE), names.length - INLINE, place);
    }
    const size = reader.sizeOf(value, kind);
    if (size > 0) {
      const cursor = reader.entries(value, kind);
      if (cursor.next(INLINE, meetHere)) rests.add(cursor, size - INLINE, place);
    }
    ledger?.note(value, kind, size > 0 ? size : names.length, place);
    if (kind === 'promise') meet(reader.promiseResult(value), place, '[[PromiseResult]]', 'internal', null);
    asking.consider(value, kind, shape, place);
    if (shape.name === 'ModuleWrap') {
      meet(parts.moduleNamespace(reader, value, shape), place, 'namespace', 'internal', null);
    }
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
          if (begun) parts.meetRoots(reader, parts.rootPlace, meet, load, global);
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
      cut: visits >= options.maxVisits ? 'visits' : rests.thinned() ? 'memory' : null,
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

  return {
    step: parts.createStepper(load, advance, progressOf),
    begin: (modules) => asking.first(modules),
    meetAll(list) {
      rests.addWhole(reader.entries(list, 'array'), list.length, parts.rootPlace(''));
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
