import { isNative, isProxy } from '../objects/intrinsics.js';
import type { Kind } from '../objects/kind.js';
import type { ObjectReader } from '../objects/object-reader.js';
import { type PathNode, type PathStep, stepsTo } from './path.js';
import type { ScopeExplorer } from './scope-explorer.js';
import { knownCollections, nextCollectionId } from './session-memory.js';

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
export interface NodesOwn {
  /** Scripts that are Node's. */
  readonly nodesScriptIds: readonly string[];
  /** Names of global variables that are Node's. */
  readonly nodesGlobals: readonly string[];
}

interface Item {
  readonly value: object;
  readonly kind: Kind;
  readonly size: number;
  readonly node: PathNode;
}

/** A collection that may be reported: the number of its entries at the look before, or null. */
interface Row {
  readonly item: Item;
  readonly id: number;
  readonly before: number | null;
}

/** So many are remembered, the largest. */
const MOST = 8192;
/** An object with so many properties, of no class of its own, is a dictionary. */
const DICTIONARY = 16;
const SAMPLE = 20;
const AT_ONCE = 64;

/** Remembers the collections that a walk meets by their numbers of entries, which are known without visiting these. */
export class CollectionTracker {
  readonly #reader: ObjectReader;
  readonly #explorer: ScopeExplorer;
  /** One that has changed since it was met may be met again. */
  #items = new Map<object, Item>();
  #least = 0;
  #wanted = 0;
  #isShown: (node: PathNode) => boolean = () => true;
  /** What is still to be looked at for a report; null where none was begun. */
  #waiting: Item[] | null = null;
  #largest: Row[] = [];
  #grown: Row[] = [];
  /** What is reported; null until all were looked at. */
  #chosen: Row[] | null = null;
  #found: FoundCollection[] = [];

  constructor(reader: ObjectReader, explorer: ScopeExplorer) {
    this.#reader = reader;
    this.#explorer = explorer;
  }

  /** Notes an object, if it is a collection. */
  note(value: object, kind: Kind, size: number, node: PathNode): void {
    if (kind === 'object' || kind === 'keep') {
      const isPlain = node.info?.prototype === null || node.info?.name === 'Object';
      if (size < DICTIONARY || !isPlain || kind === 'keep' || node.edge === 'prototype') return;
    } else if (kind !== 'map' && kind !== 'set' && kind !== 'array') return;
    if (node.edge === 'internal' && node.key === '[[BoundArgs]]') return;
    if (size < this.#least || this.#items.has(value)) return;
    this.#items.set(value, { value, kind, size, node });
    if (this.#items.size >= 2 * MOST) this.#forgetSmall();
  }

  /**
   * Begins a report of the `most` largest collections and of as many that have grown most since they were last reported.
   * `nodesOwn`: what is Node's, not the program's; null: everything is reported.
   */
  beginReport(most: number, nodesOwn: NodesOwn | null): void {
    const scripts = new Set(nodesOwn?.nodesScriptIds);
    const globals = new Set(nodesOwn?.nodesGlobals);
    this.#isShown = nodesOwn === null ? () => true : (node) => isProgramsOwn(node, scripts, globals);
    this.#wanted = most;
    this.#waiting = [...this.#items.values()].reverse();
    [this.#largest, this.#grown, this.#found, this.#chosen] = [[], [], [], null];
  }

  /** Goes on with the report for a moment; false if it is done, or none was begun. */
  next(): boolean {
    if (this.#waiting === null) return false;
    if (this.#waiting.length > 0) {
      for (const item of this.#waiting.splice(-AT_ONCE).reverse()) this.#consider(item);
      return true;
    }
    this.#chosen ??= [...new Set([...this.#top(this.#grown, growthOf), ...this.#top(this.#largest, sizeOf)])];
    if (this.#found.length === this.#chosen.length) return false;
    this.#found.push(this.#describe(this.#chosen[this.#found.length]));
    return true;
  }

  /** The report. */
  get found(): readonly FoundCollection[] {
    return this.#found;
  }

  /** Forgets the smaller half; without sorting, which would take longer than a step may. */
  #forgetSmall(): void {
    const bySize = new Uint32Array(4096);
    const rank = (size: number) => Math.min(size, bySize.length - 1);
    for (const { size } of this.#items.values()) bySize[rank(size)]++;
    let least = bySize.length - 1;
    for (let kept = bySize[least]; least > 0 && kept + bySize[least - 1] <= MOST; least--) kept += bySize[least - 1];
    const large = new Map<object, Item>();
    for (const item of this.#items.values()) if (item.size >= least && large.size < MOST) large.set(item.value, item);
    this.#items = large;
    this.#least = least;
  }

  #consider(item: Item): void {
    if (!this.#isShown(item.node)) return;
    const known = knownCollections.get(item.value);
    const row = { item, id: known?.id ?? nextCollectionId(), before: known?.entries ?? null };
    knownCollections.set(item.value, { id: row.id, entries: item.size });
    if (item.size > 0) this.#largest.push(row);
    if (growthOf(row) > 0) this.#grown.push(row);
    if (this.#largest.length >= 4 * this.#wanted) this.#largest = this.#top(this.#largest, sizeOf);
    if (this.#grown.length >= 4 * this.#wanted) this.#grown = this.#top(this.#grown, growthOf);
  }

  /** The first of some rows in the order of a number, the greatest first. */
  #top(rows: Row[], rank: (row: Row) => number): Row[] {
    return rows.sort((a, b) => rank(b) - rank(a)).slice(0, this.#wanted);
  }

  #describe({ item, id, before }: Row): FoundCollection {
    const holder = item.node.from?.info?.type ?? null;
    const isOwnClass = holder !== null && !isNative(holder);
    return {
      id,
      kind: isListeners(item) ? 'listeners' : item.node.info!.name,
      entries: item.size,
      holds: this.#holdsOf(item),
      before,
      path: stepsTo(item.node),
      holderScriptId: isOwnClass ? (this.#explorer.placesOf([holder])[0]?.scriptId ?? null) : null,
    };
  }

  #holdsOf({ value, kind }: Item): string[] {
    const counts = new Map<string, number>();
    const sample = (_key: unknown, entry: unknown, edge: string) => {
      if (edge === 'key') return;
      const type = this.#typeOf(entry);
      counts.set(type, (counts.get(type) ?? 0) + 1);
    };
    if (kind === 'object') this.#reader.readProperties(value, kind, SAMPLE, sample);
    else this.#reader.entries(value, kind).next(SAMPLE, sample);
    return [...counts].sort((a, b) => b[1] - a[1]).map(([type]) => type);
  }

  #typeOf(entry: unknown): string {
    if (entry === null) return 'null';
    if (typeof entry !== 'object') return typeof entry;
    return isProxy(entry) ? 'Proxy' : this.#reader.classes.of(entry).name;
  }
}

const sizeOf = ({ item }: Row) => item.size;
const growthOf = ({ item, before }: Row) => (before === null ? 0 : item.size - before);

/** Arrays of functions in the `_events` of an emitter. */
function isListeners({ kind, node }: Item): boolean {
  return kind === 'array' && node.edge === 'property' && node.from?.key === '_events';
}

/** Not in a scope of Node's own modules, nor in one of its global objects. */
function isProgramsOwn(node: PathNode, nodesScripts: ReadonlySet<string>, globals: ReadonlySet<string>): boolean {
  const { rootStep } = node;
  const begin = rootStep?.from ?? node;
  if (begin.edge === 'variable') return begin.scope?.scriptId != null && !nodesScripts.has(begin.scope.scriptId);
  if (begin.edge === 'prototype' || rootStep === null) return false;
  if (begin.key === 'process') return rootStep.key === '_events';
  if (begin.key === 'globalThis') return typeof rootStep.key === 'string' && !globals.has(rootStep.key);
  const isOfModule = node.from === rootStep && (node.key === 'paths' || node.key === 'children');
  return begin.key !== 'require.cache' || (node !== rootStep && !isOfModule);
}
