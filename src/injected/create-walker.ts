import type { createAsker, HiddenScope } from './create-asker.js';
import type { Cursor, createReader, How, Kind, Shape } from './create-reader.js';
import type { createVisited } from './create-visited.js';

/** The parts of a walker, as they stand in its realm (see `loadInRealm`). */
export interface WalkerParts {
  readonly createReader: typeof createReader;
  readonly createVisited: typeof createVisited;
  readonly createAsker: typeof createAsker;
  readonly createWalker: typeof createWalker;
}

/** What a walk needs of the target: built-in modules, and the global object of the program's realm. */
export interface Host {
  readonly types: typeof import('node:util').types;
  readonly module: typeof import('node:module');
  readonly inspector: typeof import('node:inspector');
  readonly global: typeof globalThis;
}

export interface WalkOptions {
  /** Breadth first gives short paths; depth first needs the least memory. */
  readonly order: 'breadth' | 'depth';
  /** Of each collection, at most so many entries are visited. */
  readonly sample: number;
  /** The walk ends after so many objects. */
  readonly maxVisits: number;
  /** At most so many functions and other objects are asked of the inspector. */
  readonly maxAsks: number;
}

/** How an object was reached: a list towards the root. */
export interface Place {
  readonly from: Place | null;
  readonly key: unknown;
  readonly how: How | 'root';
  readonly shape: Shape | null;
}

/** A function whose scopes were entered, and which of them is its module's. */
export interface FoundFunction {
  /** By which `asked` gives the function. */
  readonly ask: number;
  readonly scriptId: string;
  /** The index of the module's scope, or -1; and of how many scopes. */
  readonly scope: number;
  readonly depth: number;
  /** Number of the module's bindings, without the parameters of CommonJS' wrapper. */
  readonly bindings: number;
}

/** What a step has brought, and where the walk has arrived. */
export interface WalkProgress {
  /** Nothing is left to visit. */
  readonly done: boolean;
  /** Why it ended before everything was visited. */
  readonly cut: 'visits' | null;
  /** Objects that were met, in all. */
  readonly visited: number;
  /** Functions whose scopes were entered, in all. */
  readonly scopes: number;
  /** Proxies that were left alone, in all. */
  readonly proxies: number;
  /** The functions of this step. */
  readonly functions: readonly FoundFunction[];
  /** ms that this step took. */
  readonly took: number;
}

export interface Walker {
  /** Goes on for about so many ms. */
  step(ms: number): WalkProgress;
  asked(ask: number): object;
  /** Adds objects to visit, all of them. */
  meetAll(list: readonly object[]): void;
}

/**
 * Visits the objects of the program, a few milliseconds a step.
 *
 * It has no timer and no queue in the event loop: whoever drives it calls `step`, and when nobody does, nothing happens. It holds
 * what it has met, until the handle on it is released.
 */
export function createWalker(parts: WalkerParts, options: WalkOptions, host: Host): Walker {
  const reader = parts.createReader(host.types);
  const visited = parts.createVisited();
  const asker = parts.createAsker(host.inspector, host.global);
  const { now } = Date;
  const CREDIT = 3;
  const INLINE = 32;
  const NOWHERE: Place = { from: null, key: '', how: 'root', shape: null };

  // What is met waits in `objects` with its place; breadth first takes from the front, depth first from the end.
  let objects: object[] = [];
  let places: Place[] = [];
  let front = 0;
  const cursors: { cursor: Cursor; left: number; place: Place }[] = [];

  interface Askable {
    credit: number;
    readonly waiting: { value: object; place: Place }[];
  }
  const askables = new Map<unknown, Askable>();
  const asks: { value: object; place: Place; askable: Askable }[] = [];
  let nextAsk = 0;
  let proxies = 0;
  let visits = 0;
  let scopes = 0;
  let found: FoundFunction[] = [];
  const knownModules = new Set<string>();

  let here: Place | null = null;
  const meetHere = (key: unknown, value: unknown, how: How) => meet(value, here, key, how);

  function meet(value: unknown, from: Place | null, key: unknown, how: How | 'root'): void {
    if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return;
    if (reader.isProxy(value)) {
      proxies++;
      return;
    }
    const shape = reader.shapeOf(value);
    if (!visited.add(value, reader.hash(value, shape))) return;
    shape.count++;
    objects.push(value);
    places.push({ from, key, how, shape });
    if (shape.count === 1 && shape.prototype !== null) meet(shape.prototype, null, shape.name, 'prototype');
  }

  function next(): boolean {
    if (front < objects.length) {
      if (options.order === 'depth') {
        const place = places.pop()!;
        visit(objects.pop()!, place);
      } else {
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
    here = reading.place;
    reading.left -= INLINE;
    if (!reading.cursor.next(INLINE, meetHere) || reading.left <= 0) cursors.pop();
    return true;
  }

  function visit(value: object, place: Place): void {
    const shape = place.shape!;
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
    considerAsking(value, kind, shape, place);
    if (shape.name === 'ModuleWrap') meet(namespaceOf(value, shape), place, 'namespace', 'internal');
  }

  function readLater(cursor: Cursor, left: number, place: Place): void {
    cursors.push({ cursor, left: Math.min(left, options.sample - INLINE), place });
  }

  /** Node's wrap of an ES module that was evaluated gives its namespace; nothing of the program runs. */
  function namespaceOf(wrap: object, shape: Shape): unknown {
    try {
      const getNamespace = reader.own(shape.prototype!, 'getNamespace');
      const getStatus = reader.own(shape.prototype!, 'getStatus');
      if (typeof getNamespace !== 'function' || typeof getStatus !== 'function') return null;
      if (!/\[native code\]/.test(reader.sourceOf(getNamespace) + 0)) return null;
      const EVALUATED = 5; // v8::Module::Status
      return getStatus.call(wrap) === EVALUATED ? getNamespace.call(wrap) : null;
    } catch {
      return null;
    }
  }

  /**
   * Closures' scopes, private members, what a bound function, a promise or a generator holds: the inspector alone sees them.
   *
   * To ask costs 0.2 ms, so of functions of one text (of objects of one class) only some are asked; more, as long as that
   * brings something new.
   */
  function considerAsking(value: object, kind: Kind, shape: Shape, place: Place): void {
    let group: unknown;
    if (kind === 'function') {
      const text = reader.sourceOf(value);
      if (/\[native code\]\s*\}$/.test(text.length < 200 ? text : '')) {
        const name = reader.own(value, 'name');
        if (typeof name !== 'string' || !name.startsWith('bound ')) return;
        group = name;
      } else {
        if (text.length > 1_000_000) return; // the inspector's answers carry a function's text
        group = `${text.length}:${text.slice(0, 200)}${text.slice(-50)}`;
      }
    } else if (kind === 'promise' || kind === 'generator' || shape.secretive) {
      group = shape;
    } else return;
    let askable = askables.get(group);
    if (askable === undefined) {
      askable = { credit: CREDIT, waiting: [] };
      askables.set(group, askable);
    }
    if (askable.credit > 0) ask(value, place, askable);
    else if (askable.waiting.length < 5000) askable.waiting.push({ value, place });
  }

  function ask(value: object, place: Place, askable: Askable): void {
    if (asks.length >= options.maxAsks) return;
    askable.credit--;
    asks.push({ value, place, askable });
  }

  /** Asks about the next few objects, and visits what is hidden in them. */
  function askNext(): boolean {
    const some = asks.slice(nextAsk, nextAsk + 8);
    if (some.length === 0) return false;
    const answers = asker.ask(some.map(({ value }) => value));
    for (const { scriptId, scopes: list, members } of answers) {
      const { place, askable } = asks[nextAsk];
      const before = visited.size;
      if (list !== null) enter(nextAsk, list, scriptId, place);
      for (const { name, value } of members) meet(value, place, name, 'internal');
      if (visited.size > before) askable.credit += 2;
      while (askable.credit > 0 && askable.waiting.length > 0) {
        const waiting = askable.waiting.pop()!;
        ask(waiting.value, waiting.place, askable);
      }
      nextAsk++;
    }
    return true;
  }

  /** Visits the variables of a function's scopes; those of its module but once. */
  function enter(ask: number, list: readonly HiddenScope[], scriptId: string | null, place: Place): void {
    scopes++;
    let outer = list.length - 1;
    while (outer >= 0 && /^(Global|Script)/.test(list[outer].description)) outer--;
    // V8 names the function of a closure's scope; the wrapper of a CommonJS module has no name.
    const hasModule = outer >= 0 && scriptId !== null && /^(Module|Closure$)/.test(list[outer].description);
    for (let i = 0; i <= outer; i++) {
      const isModule = hasModule && i === outer;
      if (isModule && knownModules.has(scriptId)) continue;
      if (reader.isProxy(list[i].object)) continue;
      const from: Place = isModule ? { from: null, key: scriptId, how: 'root', shape: null } : place;
      for (const name of Reflect.ownKeys(list[i].object))
        meet(reader.own(list[i].object, name), from, name, 'variable');
    }
    if (scriptId === null) return;
    if (hasModule) knownModules.add(scriptId);
    const bindings = hasModule ? bindingsOf(list[outer].object) : 0;
    found.push({ ask, scriptId, scope: hasModule ? outer : -1, depth: list.length, bindings });
  }

  function bindingsOf(scope: object): number {
    const wrapper = ['exports', 'require', 'module', '__filename', '__dirname'];
    return Reflect.ownKeys(scope).filter((name) => !wrapper.includes(name as string)).length;
  }

  function meetRoots(): void {
    const call = (name: string): unknown => {
      const fn = reader.own(host.global.process, name);
      if (typeof fn !== 'function' || !/\[native code\]/.test(reader.sourceOf(fn))) return null;
      try {
        return Reflect.apply(fn, host.global.process, []);
      } catch {
        return null;
      }
    };
    const root = (value: unknown, key: string) => meet(value, null, key, 'root');
    root(call('_getActiveHandles'), 'process._getActiveHandles()');
    root(call('_getActiveRequests'), 'process._getActiveRequests()');
    root(reader.own(host.global.process, '_events'), 'process._events');
    root(reader.own(host.module, '_cache'), 'require.cache');
    root(host.global.process, 'process');
    root(host.global, 'globalThis');
  }

  meetRoots();

  return {
    step(ms) {
      const start = now();
      let busy = true;
      found = [];
      try {
        // The clock may be set back: then the count ends the step.
        for (let i = 0; busy && i < 4000 && now() - start < ms; i++) {
          for (let k = 0; busy && k < 16; k++) busy = visits < options.maxVisits && next();
          busy ||= askNext();
        }
      } finally {
        asker.close();
      }
      const cut = visits >= options.maxVisits ? 'visits' : null;
      const done = !busy;
      return { done, cut, visited: visited.size, scopes, proxies, functions: found, took: now() - start };
    },
    asked: (ask) => asks[ask].value,
    meetAll(list) {
      cursors.push({ cursor: reader.entries(list, 'array'), left: list.length, place: NOWHERE });
    },
  };
}
