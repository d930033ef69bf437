import type { Asking } from './create-asking.js';
import type { Kind, Reader } from './create-reader.js';
import type { Registry } from './create-registry.js';
import type { PathStep, Place } from './create-walker.js';
import type { stepsTo } from './steps-to.js';

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
  /** `own`: what is the program's, not Node's; null: everything is reported. */
  report(
    most: number,
    registry: Registry,
    own: Own | null,
    steps: typeof stepsTo,
    placesOf: Asking['placesOf'],
  ): FoundCollection[];
}

/** A ledger of collections: by their numbers of entries, which are known without visiting these. */
export function createLedger(reader: Reader): Ledger {
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

  return {
    note,
    report(most, registry, own, steps, placesOf) {
      const nodesScripts = new Set(own?.nodesScriptIds);
      const globals = new Set(own?.nodesGlobals);
      const met = [...items.values()];
      const shown = own === null ? met : met.filter(({ place }) => isOwn(place, nodesScripts, globals));
      const looked = shown.map((item) => ({ item, known: registry.known.get(item.value) }));
      const growth = (row: (typeof looked)[number]) => (row.known ? row.item.size - row.known.entries : 0);
      const bySize = looked
        .filter(({ item }) => item.size > 0)
        .sort((a, b) => b.item.size - a.item.size)
        .slice(0, most);
      const byGrowth = [...looked].sort((a, b) => growth(b) - growth(a)).slice(0, most);
      const chosen = new Set([...byGrowth.filter((row) => growth(row) > 0), ...bySize]);
      const found: FoundCollection[] = [];
      for (const { item, known } of chosen) {
        const holder = item.place.from?.shape?.type ?? null;
        const isOwn = holder !== null && !reader.isNative(holder);
        found.push({
          id: known?.id ?? registry.count++,
          kind: isListeners(item) ? 'listeners' : item.place.shape!.name,
          entries: item.size,
          holds: holdsOf(item),
          before: known?.entries ?? null,
          path: steps(item.place),
          holderScriptId: isOwn ? (placesOf([holder])[0]?.scriptId ?? null) : null,
        });
        registry.known.set(item.value, { id: found[found.length - 1].id, entries: item.size });
      }
      for (const { item, known } of looked) {
        const isNoted = registry.known.get(item.value) !== known;
        if (!isNoted) registry.known.set(item.value, { id: known?.id ?? registry.count++, entries: item.size });
      }
      return found;
    },
  };
}
