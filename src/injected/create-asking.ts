import type { createAsker, HiddenScope } from './create-asker.js';
import type { Kind, Reader } from './create-reader.js';
import type { Registry } from './create-registry.js';
import type { Shape } from './create-shapes.js';
import type { Place } from './walker.js';

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

/** Keeps account of what to ask the inspector about. */
export interface Asking {
  /** Notes an object, if something may be hidden in it. */
  consider(value: object, kind: Kind, shape: Shape, place: Place): void;
  /** Notes functions to ask about, one of each module. */
  first(functions: readonly object[]): void;
  /** Asks about the next few; false if there are none. */
  next(): boolean;
  /** Ends the step: nothing stays open in the inspector. */
  rest(): void;
  /** The functions that were found since the last call. */
  found(): FoundFunction[];
  asked(ask: number): object;
  entered(): number;
  unasked(): number;
  /** The names of objects' constructors, as V8 knows them. */
  namesOf(objects: readonly object[]): string[];
  /** Where functions are from: script and line from 0; null for those without a text. */
  placesOf(functions: readonly object[]): ({ readonly scriptId: string; readonly line: number } | null)[];
}

/**
 * Closures' scopes, private members, what a bound function or a generator holds: the inspector alone sees them.
 *
 * Of the functions of one text, of the objects of one class, some are asked; more, as long as that brings something new. What is
 * found is met through `walk`.
 */
export function createAsking(
  parts: { readonly createAsker: typeof createAsker },
  reader: Reader,
  maxAsks: number,
  registry: Registry,
  /** Plain functions are not asked about again: their modules' scopes were visited first. */
  skipsPlain: boolean,
  load: (name: string) => unknown,
  global: object,
  walk: {
    meet(value: unknown, from: Place | null, key: unknown, how: Place['how'], scope: Place['scope']): void;
    size(): number;
  },
): Asking {
  /** So many of a kind are asked in any case, and so many more for each that brought something. */
  const CREDIT = 3;
  const REWARD = 2;
  /** Of a kind that has brought nothing, so many wait for one that does. */
  const MOST_WAITING = 20_000;
  const AT_ONCE = 4;
  const asker = parts.createAsker(load('inspector') as typeof import('node:inspector'), global);

  interface Waiting {
    readonly value: object;
    readonly place: Place;
  }
  interface Group {
    credit: number;
    readonly waiting: Waiting[];
  }
  const groups = new Map<unknown, Group>();
  const asks: (Waiting & { readonly group: Group })[] = [];
  const knownModules = new Set<string>();
  let nextAsk = 0;
  let scopes = 0;
  let refused = 0;
  let found: FoundFunction[] = [];

  function consider(value: object, kind: Kind, shape: Shape, place: Place): void {
    if (skipsPlain && kind === 'function' && registry.plain.has(value)) return;
    const key = groupOf(value, kind, shape);
    if (key === null) return;
    let group = groups.get(key);
    if (group === undefined) {
      group = { credit: CREDIT, waiting: [] };
      groups.set(key, group);
    }
    if (group.credit > 0) ask(value, place, group);
    else if (group.waiting.length < MOST_WAITING) group.waiting.push({ value, place });
    else refused++;
  }

  /** What is asked about alike: functions of one text, objects of one class. */
  function groupOf(value: object, kind: Kind, shape: Shape): unknown {
    if (kind === 'generator') return shape;
    if (kind !== 'function') return shape.secretive && !hasLongText(value) ? shape : null;
    const text = reader.sourceOf(value);
    if (text.length < 200 && reader.isNative(value)) {
      const name = reader.own(value, 'name');
      return typeof name === 'string' && name.startsWith('bound ') ? name : null;
    }
    // The inspector's answers carry a function's text.
    return text.length > 500_000 ? null : `${text.length}:${text.slice(0, 200)}${text.slice(-50)}`;
  }

  /** The inspector's answers carry the texts in an object's properties. */
  function hasLongText(value: object): boolean {
    const keys = reader.keysOf(value);
    if (keys.length > 200) return true;
    return keys.some((key) => {
      const text = reader.own(value, key);
      return typeof text === 'string' && text.length > 10_000;
    });
  }

  function ask(value: object, place: Place, group: Group): void {
    if (asks.length >= maxAsks) {
      refused++;
      return;
    }
    group.credit--;
    asks.push({ value, place, group });
  }

  function next(): boolean {
    const some = asks.slice(nextAsk, nextAsk + AT_ONCE);
    if (some.length === 0) return false;
    for (const { scriptId, scopes: list, members } of asker.ask(some.map(({ value }) => value))) {
      const { value, place, group } = asks[nextAsk];
      const before = walk.size();
      if (list !== null) enter(nextAsk, value, list, scriptId, place);
      for (const member of members) walk.meet(member.value, place, member.name, 'internal', null);
      if (walk.size() > before) group.credit += REWARD;
      while (group.credit > 0 && group.waiting.length > 0) {
        const waiting = group.waiting.pop()!;
        ask(waiting.value, waiting.place, group);
      }
      nextAsk++;
    }
    return true;
  }

  /** Visits the variables of a function's scopes; those of its module but once. */
  function enter(ask: number, fn: object, list: readonly HiddenScope[], scriptId: string | null, place: Place): void {
    scopes++;
    let outer = list.length - 1;
    while (outer >= 0 && /^(Global|Script)/.test(list[outer].description)) outer--;
    // V8 names the function of a closure's scope; the wrapper of a CommonJS module has no name.
    const hasModule = outer >= 0 && scriptId !== null && /^(Module|Closure$)/.test(list[outer].description);
    if (outer < 0 || (hasModule && outer === 0)) registry.plain.add(fn);
    const ownName = reader.own(fn, 'name');
    for (let i = 0; i <= outer; i++) {
      const isModule = hasModule && i === outer;
      const { object, description } = list[i];
      if ((isModule && knownModules.has(scriptId)) || reader.isProxy(object)) continue;
      const name = /\((.*)\)$/.exec(description)?.[1] ?? (typeof ownName === 'string' ? ownName : '');
      const scope = { scriptId, name, isModule };
      for (const key of Reflect.ownKeys(object)) {
        walk.meet(reader.own(object, key), isModule ? null : place, key, 'variable', scope);
      }
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

  return {
    consider,
    first(functions) {
      const place: Place = { from: null, key: '', how: 'root', shape: null, weight: 1, scope: null, trunk: null };
      // The list is of the program's realm, which may have replaced what iterates over it.
      for (let i = 0; i < functions.length; i++) ask(functions[i], place, { credit: 1, waiting: [] });
    },
    next,
    rest: asker.close,
    found() {
      const some = found;
      found = [];
      return some;
    },
    asked: (ask) => asks[ask].value,
    entered: () => scopes,
    unasked() {
      let waiting = refused;
      for (const group of groups.values()) waiting += group.waiting.length;
      return waiting;
    },
    namesOf: (objects) => asker.ask(objects).map(({ className }) => className),
    placesOf: (functions) =>
      asker.ask(functions).map(({ scriptId, line }) => (scriptId === null ? null : { scriptId, line })),
  };
}
