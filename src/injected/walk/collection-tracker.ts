import type { Visit } from '../objects/cursors.js';
import { fewInstances } from '../objects/few-instances.js';
import { isObject, isProxy, types } from '../objects/intrinsics.js';
import type { Kind } from '../objects/kind.js';
import type { ObjectReader } from '../objects/object-reader.js';
import { leastOf } from './dictionaries.js';
import { entriesUnnoticed } from './entries-unnoticed.js';
import type { FoundCollection, FoundCollections } from './found-collection.js';
import { GrowingValues } from './growing-values.js';
import { KeyNumbers } from './key-numbers.js';
import { OpenHandles } from './open-handles.js';
import { beginOf, type Item, Ownership, type ScriptOwners } from './ownership.js';
import { type Chain, type PathNode, type PlaceOfClass, stepsTo } from './path.js';
import { listenersOfEvent, sampleEntries } from './sample-entries.js';
import type { ScopeExplorer } from './scope-explorer.js';
import { type Known, knownCollections, lastLook, nextCollectionId, type Slots } from './session-memory.js';
import { slotOf } from './slot.js';
import { type UnlistedHolder, UnlistedHolders } from './unlisted-holders.js';
import type { WeakMapPaths } from './weak-values.js';

/** A collection that may be reported: the number of its entries at the look before, or null. */
interface Row {
  readonly item: Item;
  readonly id: number;
  readonly before: number | null;
  readonly isServices: boolean;
}

/** What a collection holds of one type. */
interface Held {
  count: number;
  readonly type: object | null;
}

/** How many collections are remembered: the largest. */
const MOST = 8192;
const AT_ONCE = 16;
const MODULE_KEYS = 4;
const { hasOwn } = Object;
const { ownKeys } = Reflect;
/** Lists that V8 makes of what code has written down. */
const V8S_OWN: ReadonlySet<unknown> = new Set(['[[BoundArgs]]', '[[PrivateMethods]]']);
/** Node's own collections breathe by a few entries. */
const LEAST_GROWTH_OF_NODES = 20;

/** Remembers the collections that a walk meets by their numbers of entries, which are known without visiting these. */
export class CollectionTracker {
  readonly #reader: ObjectReader;
  readonly #explorer: ScopeExplorer;
  readonly #placeOf: PlaceOfClass = (type) => this.#explorer.placeOfClass(type);
  /** One that has changed since it was met may be met again. */
  #items = new Map<object, Item>();
  #least = 0;
  #wanted = 0;
  #ownership: Ownership | null = null;
  readonly #handles: OpenHandles;
  readonly #values = new GrowingValues();
  readonly #weakMaps: WeakMapPaths;
  #slots: Slots = new Map();
  /** The ids that this report has given. */
  #ids = new Set<number>();
  /** Objects that no look has met, but at whose place there may have been another. */
  #replacing: { readonly item: Item; readonly slot: number }[] = [];
  /** What is still to be looked at for a report; null where none was begun. */
  #waiting: Item[] | null = null;
  #largest: Row[] = [];
  #grown: Row[] = [];
  /** What is reported; null until all were looked at. */
  #chosen: Row[] | null = null;
  #found: FoundCollection[] = [];
  readonly #holders = new UnlistedHolders();
  #unlisted: readonly UnlistedHolder[] = [];

  constructor(reader: ObjectReader, explorer: ScopeExplorer, weakMaps: WeakMapPaths) {
    this.#reader = reader;
    this.#explorer = explorer;
    this.#weakMaps = weakMaps;
    this.#handles = new OpenHandles(reader, explorer);
  }

  /** Notes an object, if it is a collection, or a timer that is running. */
  note(value: object, kind: Kind, size: number, node: PathNode): void {
    if (node.info?.name === 'Timeout') this.#handles.noteTimer(value, node.weight);
    this.#holders.note(value, kind, node);
    const listeners = listenersOfEvent(value, node);
    if (listeners > 0) {
      this.#add({ value, kind, size: listeners, node });
      return;
    }
    if (kind === 'object' || kind === 'keep' || kind === 'function') {
      const isPrototype =
        node.edge === 'prototype' || (node.key === 'prototype' && node.from?.info?.name === 'Function');
      if (size < leastOf(node) || kind === 'keep' || isPrototype) return;
    } else if (kind !== 'map' && kind !== 'set' && kind !== 'array') return;
    if (node.edge === 'internal' && V8S_OWN.has(node.key)) return;
    this.#add({ value, kind, size: kind === 'array' ? this.#reader.countFilled(value, size) : size, node });
  }

  /** Notes a long text, and the object that has it in a property. */
  noteText(text: string, node: PathNode, holder: object | null): void {
    this.#values.noteText(text, node, holder);
  }

  /** Notes a typed array of so many bytes. */
  noteBytes(length: number, node: PathNode): void {
    this.#values.noteBytes(length, node);
  }

  /** Notes that a chain has become longer. */
  noteChain(chain: Chain): void {
    this.#values.noteChain(chain);
  }

  /** Notes what is open: sockets, servers, streams, … */
  noteHandles(handles: readonly object[]): void {
    for (const handle of handles) this.#handles.note(handle);
  }

  #add(item: Item): void {
    if (item.size < this.#least || this.#items.has(item.value)) return;
    this.#items.set(item.value, item);
    if (this.#items.size >= 2 * MOST) this.#forgetSmall();
  }

  /**
   * Begins a report of the `most` largest collections, the service's own before those of packages, and of as many that
   * have grown most since they were last reported. `owners`: whose the scripts are; null: Node's own collections are
   * reported too.
   */
  beginReport(most: number, owners: ScriptOwners | null): void {
    this.#ownership =
      owners &&
      new Ownership(owners, this.#items.values(), (functions) => this.#explorer.placesOf(functions), this.#reader);
    this.#wanted = most;
    this.#waiting = [...this.#items.values()].reverse();
    [this.#largest, this.#grown, this.#found, this.#chosen] = [[], [], [], null];
    [this.#slots, this.#ids, this.#replacing] = [new Map(), new Set(), []];
  }

  /** Goes on with the report for a moment; false if it is done, or none was begun. */
  next(): boolean {
    if (this.#waiting === null) return false;
    if (this.#waiting.length > 0) {
      for (const item of this.#waiting.splice(-AT_ONCE).reverse()) this.#consider(item);
      return true;
    }
    if (this.#replacing.length > 0) {
      for (const { item, slot } of this.#replacing.splice(-AT_ONCE)) this.#considerReplacing(item, slot);
      return true;
    }
    this.#chosen ??= [...new Set([...this.#top(this.#grown, growthOf), ...this.#top(this.#largest, sizeOf)])];
    if (this.#found.length === this.#chosen.length) {
      lastLook.collections = this.#slots;
      // Where small ones were forgotten, what is not known is not new.
      lastLook.modules = this.#least === 0 ? this.#explorer.modules : new Set();
      this.#found.push(...this.#handles.takeFound(), ...this.#values.takeFound(this.#placeOf));
      this.#unlisted = this.#holders.take(this.#ownership, this.#placeOf);
      return false;
    }
    this.#found.push(this.#describe(this.#chosen[this.#found.length]));
    return true;
  }

  /** The report. */
  get found(): FoundCollections {
    return { collections: this.#found, unlisted: this.#unlisted };
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
    const known = knownCollections.get(item.value);
    const slot = slotOf(item.node);
    if (known !== undefined || slot === null || !lastLook.collections.get(slot)) this.#addRow(item, slot, known);
    else this.#replacing.push({ item, slot });
  }

  /** What was at a place is told by what is there now, unless it was met elsewhere. */
  #considerReplacing(item: Item, slot: number): void {
    const replaced = lastLook.collections.get(slot);
    this.#addRow(item, slot, replaced && !this.#ids.has(replaced.id) ? replaced : undefined);
  }

  #addRow(item: Item, slot: number | null, before: Known | undefined): void {
    const isServices = this.#ownership?.isServices(item) ?? false;
    const entries =
      before?.entries ?? entriesInCensus(item) ?? (slot === null ? null : entriesUnnoticed(item, isServices));
    const row = { item, id: before?.id ?? nextCollectionId(), before: entries, isServices };
    const isShown = !this.#ownership?.isNodes(item);
    // Node's own are shown when they grow: what a program adds to them is its leak.
    const isTold = isShown || before?.isTold === true || growthOf(row) > LEAST_GROWTH_OF_NODES;
    const known = { id: row.id, entries: item.size, isTold };
    this.#ids.add(row.id);
    knownCollections.set(item.value, known);
    if (slot !== null) this.#slots.set(slot, this.#slots.has(slot) ? null : known);
    if (isShown && item.size > 0) this.#largest.push(row);
    if (isTold && growthOf(row) > 0) this.#grown.push(row);
    if (this.#largest.length >= 4 * this.#wanted) this.#largest = this.#top(this.#largest, sizeOf);
    if (this.#grown.length >= 4 * this.#wanted) this.#grown = this.#top(this.#grown, growthOf);
  }

  /** The first of some rows in the order of a number, the greatest first. */
  #top(rows: Row[], rank: (row: Row) => number): Row[] {
    return rows.sort((a, b) => rank(b) - rank(a)).slice(0, this.#wanted);
  }

  #describe({ item, id, before, isServices }: Row): FoundCollection {
    const weakMap = this.#weakMaps.of(item.node, this.#placeOf);
    const length = this.#reader.sizeOf(item.value, item.kind);
    // One that is longer than it was at the visit may have grown since; a sparse one has no room.
    const isPartlyFilled =
      item.kind === 'array' &&
      length > item.size &&
      this.#reader.entryCount(item.value, 'array') === length &&
      this.#reader.countFilled(item.value, length) < length;
    return {
      id,
      kind: isListeners(item) ? 'listeners' : item.node.info!.name,
      entries: item.size,
      ...(isPartlyFilled ? { length } : {}),
      ...(weakMap && { weakMap }),
      ...this.#holdsOf(item),
      before,
      path: stepsTo(item.node, this.#placeOf),
      isServices,
    };
  }

  #holdsOf(item: Item): Pick<FoundCollection, 'holds' | 'holdsFrom' | 'keyRange'> {
    const [entries, keys] = [new Map<string, Held>(), new Map<string, Held>()];
    let isOfPrimitives = true;
    const numbers = new KeyNumbers();
    const sample: Visit = (key, entry, edge) => {
      if (edge !== 'key') isOfPrimitives &&= !isObject(entry);
      const counts = edge === 'key' ? keys : entries;
      if (edge === 'key' || edge === 'member') numbers.add(entry);
      else if (edge === 'property') numbers.add(key);
      const name = this.#typeOf(entry);
      const known = counts.get(name);
      if (known !== undefined) known.count++;
      else counts.set(name, { count: 1, type: this.#classOf(entry) });
    };
    sampleEntries(this.#reader, item, sample);
    // Where the values are but numbers or texts, a Map from objects holds these.
    const isOfKeys = isOfPrimitives && [...keys.values()].some(({ type }) => type !== null);
    const sorted = [...(isOfKeys ? keys : entries)].sort((a, b) => b[1].count - a[1].count);
    return {
      holds: sorted.map(([name]) => name),
      holdsFrom: sorted.map(([, { type }]) => (type === null ? null : this.#placeOf(type))),
      ...numbers.range,
    };
  }

  /** The constructor of an object; null where it has none. */
  #classOf(entry: unknown): object | null {
    return typeof entry !== 'object' || entry === null || isProxy(entry) ? null : this.#reader.classes.of(entry).type;
  }

  #typeOf(entry: unknown): string {
    if (entry === null) return 'null';
    if (typeof entry !== 'object') return typeof entry;
    if (isProxy(entry)) return 'Proxy';
    const { name } = this.#reader.classes.of(entry);
    if (name !== 'Object') return name;
    return types.isArgumentsObject(entry) ? 'Arguments' : isModuleRecord(entry) ? 'module' : name;
  }
}

/** The service's own first. */
const sizeOf = ({ item, isServices }: Row) => item.size + (isServices ? 2 ** 32 : 0);
const growthOf = ({ item, before }: Row) => (before === null ? 0 : item.size - before);

/** Arrays of functions in the `_events` of an emitter, and the listeners of an EventTarget. */
function isListeners({ value, kind, node }: Item): boolean {
  if (kind === 'array') return node.edge === 'property' && node.from?.key === '_events';
  return listenersOfEvent(value, node) > 0;
}

/** How many entries the last census has counted, of what walks have come to by that alone. */
function entriesInCensus({ value, node }: Item): number | null {
  return beginOf(node).edge === 'instance' ? (fewInstances.entries.get(value) ?? null) : null;
}

/** Whether an object is what a bundle remembers of a module: `{ id, loaded, exports }`, or a part of that. */
function isModuleRecord(value: object): boolean {
  return hasOwn(value, 'exports') && ownKeys(value).length <= MODULE_KEYS;
}
