import type { Asking } from './create-asking.js';
import type { Kind, Reader } from './create-reader.js';
import type { Registry } from './create-registry.js';
import type { stepsTo } from './steps-to.js';
import type { PathStep, Place } from './walker.js';

/** A collection that a walk has met. */
export interface FoundCollection {
  /** The same for the same collection in every look. */
  readonly id: number;
  /** `Map`, `Set`, `Array` (or a class derived from it), `Object` used as a dictionary, `listeners` of an emitter. */
  readonly kind: string;
  readonly entries: number;
  /** What the entries are, by sample: names of types, the most frequent first. */
  readonly holds: readonly string[];
  /** Number of entries at the look before; null if it was not seen then. */
  readonly before: number | null;
  readonly path: readonly PathStep[];
  /** The script of the class of the object that holds it, if that is no built-in. */
  readonly holderScriptId: string | null;
}

/** By what Node's own collections are known. */
export interface Own {
  /** Scripts that are Node's. */
  readonly nodesScriptIds: readonly string[];
  /** Names of global variables that are Node's. */
  readonly nodesGlobals: readonly string[];
}

/** Keeps account of the collections that a walk meets. */
export interface Ledger {
  note(value: object, kind: Kind, size: number, place: Place): void;
  /**
   * Begins a report of the `most` largest collections and of as many that have grown most since they were noted in the registry.
   * `own`: what is the program's, not Node's; null: everything is reported.
   */
  begin(most: number, own: Own | null): void;
  /** Goes on with the report for a moment; false if it is done. */
  next(): boolean;
  /** The report. */
  found(): readonly FoundCollection[];
}

/** A ledger of collections: by their numbers of entries, which are known without visiting these. */
export function createLedger(
  reader: Reader,
  registry: Registry,
  steps: typeof stepsTo,
  placesOf: Asking['placesOf'],
): Ledger {
  /** So many are remembered, the largest. */
  const MOST = 8192;
  /** An object with so many properties, of no class of its own, is a dictionary. */
  const DICTIONARY = 16;
  const SAMPLE = 20;
  interface Item {
    readonly value: object;
    readonly kind: Kind;
    readonly size: number;
    readonly place: Place;
  }
  /** One that has changed since it was met may be met again. */
  let items = new Map<object, Item>();
  let least = 0;

  function note(value: object, kind: Kind, size: number, place: Place): void {
    if (kind === 'object' || kind === 'keep') {
      const isPlain = place.shape?.prototype === null || place.shape?.name === 'Object';
      if (size < DICTIONARY || !isPlain || kind === 'keep' || place.how === 'prototype') return;
    } else if (kind !== 'map' && kind !== 'set' && kind !== 'array') return;
    if (place.how === 'internal' && place.key === '[[BoundArgs]]') return;
    if (size < least || items.has(value)) return;
    items.set(value, { value, kind, size, place });
    if (items.size >= 2 * MOST) forgetSmall();
  }

  /** Forgets the smaller half; without sorting, which would take longer than a step may. */
  function forgetSmall(): void {
    const bySize = new Uint32Array(4096);
    const rank = (size: number) => Math.min(size, bySize.length - 1);
    for (const { size } of items.values()) bySize[rank(size)]++;
    least = bySize.length - 1;
    for (let kept = bySize[least]; least > 0 && kept + bySize[least - 1] <= MOST; least--) kept += bySize[least - 1];
    const large = new Map<object, Item>();
    for (const item of items.values()) if (item.size >= least && large.size < MOST) large.set(item.value, item);
    items = large;
  }

  function holdsOf({ value, kind }: Item): string[] {
    const counts = new Map<string, number>();
    const sample = (_key: unknown, entry: unknown, how: string) => {
      if (how === 'key') return;
      const type = typeOf(entry);
      counts.set(type, (counts.get(type) ?? 0) + 1);
    };
    if (kind === 'object') reader.readProperties(value, kind, SAMPLE, sample);
    else reader.entries(value, kind).next(SAMPLE, sample);
    return [...counts].sort((a, b) => b[1] - a[1]).map(([type]) => type);
  }

  function typeOf(entry: unknown): string {
    if (entry === null) return 'null';
    if (typeof entry !== 'object') return typeof entry;
    return reader.isProxy(entry) ? 'Proxy' : reader.shapeOf(entry).name;
  }

  /** Arrays of functions in the `_events` of an emitter. */
  function isListeners({ kind, place }: Item): boolean {
    return kind === 'array' && place.how === 'property' && place.from?.key === '_events';
  }

  /** Not in a scope of Node's own modules, nor in one of its global objects. */
  function isOwn(place: Place, nodesScripts: ReadonlySet<string>, globals: ReadonlySet<string>): boolean {
    const { trunk } = place;
    const begin = trunk?.from ?? place;
    if (begin.how === 'variable') return begin.scope?.scriptId != null && !nodesScripts.has(begin.scope.scriptId);
    if (begin.how === 'prototype' || trunk === null) return false;
    if (begin.key === 'process') return trunk.key === '_events';
    if (begin.key === 'globalThis') return typeof trunk.key === 'string' && !globals.has(trunk.key);
    const isOfModule = place.from === trunk && (place.key === 'paths' || place.key === 'children');
    return begin.key !== 'require.cache' || (place !== trunk && !isOfModule);
  }

  /** A collection that may be reported: the number of its entries at the look before, or null. */
  interface Row {
    readonly item: Item;
    readonly id: number;
    readonly before: number | null;
  }
  const AT_ONCE = 64;
  let wanted = 0;
  let isShown: (place: Place) => boolean = () => true;
  let all: Item[] = [];
  /** So many of all were looked at. */
  let looked = 0;
  let largest: Row[] = [];
  let grown: Row[] = [];
  /** What is reported; null until all were looked at. */
  let chosen: Row[] | null = null;
  let found: FoundCollection[] = [];

  const growthOf = ({ item, before }: Row) => (before === null ? 0 : item.size - before);

  function begin(most: number, own: Own | null): void {
    const nodesScripts = new Set(own?.nodesScriptIds);
    const globals = new Set(own?.nodesGlobals);
    isShown = own === null ? () => true : (place) => isOwn(place, nodesScripts, globals);
    wanted = most;
    all = [...items.values()];
    looked = 0;
    [largest, grown, found, chosen] = [[], [], [], null];
  }

  /** The first of some rows in the order of a number, the greatest first. */
  function topOf(rows: Row[], rank: (row: Row) => number): Row[] {
    return rows.sort((a, b) => rank(b) - rank(a)).slice(0, wanted);
  }

  function consider(item: Item): void {
    if (!isShown(item.place)) return;
    const known = registry.known.get(item.value);
    const row = { item, id: known?.id ?? registry.count++, before: known?.entries ?? null };
    registry.known.set(item.value, { id: row.id, entries: item.size });
    if (item.size > 0) largest.push(row);
    if (growthOf(row) > 0) grown.push(row);
    if (largest.length >= 4 * wanted) largest = topOf(largest, ({ item }) => item.size);
    if (grown.length >= 4 * wanted) grown = topOf(grown, growthOf);
  }

  function describe({ item, id, before }: Row): FoundCollection {
    const holder = item.place.from?.shape?.type ?? null;
    const isOwnClass = holder !== null && !reader.isNative(holder);
    return {
      id,
      kind: isListeners(item) ? 'listeners' : item.place.shape!.name,
      entries: item.size,
      holds: holdsOf(item),
      before,
      path: steps(item.place),
      holderScriptId: isOwnClass ? (placesOf([holder])[0]?.scriptId ?? null) : null,
    };
  }

  function next(): boolean {
    if (looked < all.length) {
      for (const item of all.slice(looked, looked + AT_ONCE)) consider(item);
      looked += AT_ONCE;
      return true;
    }
    chosen ??= [...new Set([...topOf(grown, growthOf), ...topOf(largest, ({ item }) => item.size)])];
    if (found.length === chosen.length) return false;
    found.push(describe(chosen[found.length]));
    return true;
  }

  return { note, begin, next, found: () => found };
}
