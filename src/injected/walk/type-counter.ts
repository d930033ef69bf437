import type { ClassInfo } from '../objects/class-info.js';
import { type Container, ContentClassifier, EMPTY, firstOf, UNTOLD } from '../objects/content-classifier.js';
import { isNative } from '../objects/intrinsics.js';
import { isReadable, type Kind } from '../objects/kind.js';
import type { ObjectReader } from '../objects/object-reader.js';
import type { FunctionPlace } from './path.js';
import type { ScopeExplorer } from './scope-explorer.js';

/** Objects of one constructor, or of one content. */
export interface TypeCount {
  readonly name: string;
  /** Where the constructor is from, or functions of one text; null for a built-in. */
  readonly place: FunctionPlace | null;
  /** The class that this is a part of, told apart by what it consists of. */
  readonly container: Container | null;
  /** Own keys of plain objects, or of those that the collections hold. */
  readonly keys: readonly string[] | null;
  readonly count: number;
}

/** Objects of one built-in class that consist of the same. */
interface Part {
  readonly container: Container;
  readonly name: string | null;
  readonly keys: readonly string[] | null;
  /** The first of functions of one text. */
  readonly fn: object | null;
  /** The class of what collections hold. */
  readonly holds: ClassInfo | null;
  count: number;
}

const AT_ONCE = 4;
/** Parts of each class that are told, the greatest; of one object alone nobody needs to know. */
const MOST_PARTS = 200;
const LEAST_OF_PART = 2;

/** Counts objects by constructor, out of the classes that a walk has met: those of one name and place are one type. */
export class TypeCounter {
  readonly #reader: ObjectReader;
  readonly #explorer: ScopeExplorer;
  readonly #places = new Map<ClassInfo | Part, TypeCount['place']>();
  readonly #names = new Map<ClassInfo, string>();
  readonly #parts: Part[] = [];
  readonly #holders = new Map<Container, Map<unknown, Part>>();
  readonly #classifier = new ContentClassifier<Part>({
    ofKeys: (keys) => this.#addPart({ ...NOTHING, container: 'Object', keys }),
    ofFunction: (fn) => this.#addPart({ ...NOTHING, container: 'Function', fn }),
    ofArguments: () => this.#addPart({ ...NOTHING, container: 'Object', name: 'Arguments' }),
    ofBound: (name) => this.#addPart({ ...NOTHING, container: 'Function', name }),
  });
  #told: ReadonlySet<Part> = new Set();
  #waiting: (ClassInfo | Part)[] | null = null;

  constructor(reader: ObjectReader, explorer: ScopeExplorer) {
    this.#reader = reader;
    this.#explorer = explorer;
  }

  /** Notes an object that is visited, which stands for `weight`. */
  note(value: object, kind: Kind, info: ClassInfo, weight: number): void {
    const part = this.#partOf(value, kind, info);
    if (part !== null) part.count += weight;
  }

  #partOf(value: object, kind: Kind, { name, type, prototype }: ClassInfo): Part | null {
    if (kind === 'function') return this.#classifier.ofFunction(value);
    if (type === null || !isNative(type)) return null;
    if (kind === 'object' && name === 'Object') {
      const isPlain = prototype !== null && Object.getPrototypeOf(prototype) === null;
      return isPlain && !this.#reader.isLarge(value) ? this.#classifier.ofPlain(value) : null;
    }
    if (kind !== 'array' && kind !== 'map' && kind !== 'set') return null;
    if (name !== 'Array' && name !== 'Map' && name !== 'Set') return null;
    const first = firstOf(value, name);
    if (first === UNTOLD || first === null || first === undefined) return null;
    return this.#holderOf(name, first);
  }

  #holderOf(container: Container, sample: unknown): Part | null {
    let key: unknown = sample === EMPTY ? '' : typeof sample;
    let content: Pick<Part, 'name' | 'keys' | 'holds'> = { name: key as string, keys: null, holds: null };
    if (typeof sample === 'object' || typeof sample === 'function') {
      if (!isReadable(sample)) return null;
      const info = this.#reader.classes.of(sample);
      const kind = this.#reader.kindOf(sample, info);
      const shape = kind === 'object' ? this.#partOf(sample, kind, info) : null;
      key = shape ?? info;
      content = { name: null, keys: shape?.keys ?? null, holds: shape === null ? info : null };
    }
    let holders = this.#holders.get(container);
    if (holders === undefined) {
      holders = new Map();
      this.#holders.set(container, holders);
    }
    let part = holders.get(key);
    if (part === undefined) {
      part = this.#addPart({ ...NOTHING, ...content, container });
      holders.set(key, part);
    }
    return part;
  }

  #addPart(part: Part): Part {
    this.#parts.push(part);
    return part;
  }

  /**
   * Asks what the next few types are called and where they are from, the most numerous first; false if all is known.
   */
  next(): boolean {
    this.#waiting ??= this.#whatToAsk();
    const some = this.#waiting.splice(-AT_ONCE).reverse();
    const placed = some.filter((each) => functionOf(each) !== null);
    const places = this.#explorer.placesOf(placed.map((each) => functionOf(each)!));
    for (let i = 0; i < placed.length; i++) this.#places.set(placed[i], places[i]);
    const unnamed = some.filter((each): each is ClassInfo => 'unnamedExample' in each && each.unnamedExample !== null);
    const names = this.#explorer.namesOf(unnamed.map(({ unnamedExample }) => unnamedExample!));
    for (let i = 0; i < unnamed.length; i++) this.#names.set(unnamed[i], names[i]);
    return some.length > 0;
  }

  #whatToAsk(): (ClassInfo | Part)[] {
    const told = new Set<Part>();
    for (const container of ['Object', 'Array', 'Map', 'Set', 'Function']) {
      const parts = this.#parts.filter((part) => part.container === container && part.count >= LEAST_OF_PART);
      for (const part of parts.sort((a, b) => b.count - a.count).slice(0, MOST_PARTS)) told.add(part);
    }
    this.#told = told;
    const classes = this.#reader.classes
      .all()
      .filter(({ type, unnamedExample }) => unnamedExample !== null || (type !== null && !isNative(type)));
    const functions = [...told].filter(({ fn }) => fn !== null);
    return [...classes, ...functions].sort((a, b) => a.count - b.count);
  }

  /** The most frequent types, and the number of all objects; those of a class without its parts. */
  report(most: number): { readonly total: number; readonly types: TypeCount[] } {
    const counts = new Map<string, TypeCount>();
    const add = (type: TypeCount) => {
      const { name, place, keys } = type;
      const key = `${type.container} ${name} ${place === null ? '' : `${place.scriptId}:${place.line}`} ${keys === null ? '' : keys.join('\n')}`;
      counts.set(key, { ...type, count: (counts.get(key)?.count ?? 0) + type.count });
    };
    let total = 0;
    for (const info of this.#reader.classes.all()) {
      total += info.count;
      if (info.count > 0) add({ ...this.#describe(info), container: null, keys: null, count: info.count });
    }
    for (const part of this.#told) {
      const { container, keys, holds, fn, count } = part;
      const held = holds === null ? null : this.#describe(holds);
      const place = fn === null ? (held?.place ?? null) : (this.#places.get(part) ?? null);
      const name = part.name ?? held?.name ?? container;
      if (fn === null || place !== null) {
        add({ name, place, container, keys, count });
        add({ name: container, place: null, container: null, keys: null, count: -count });
      }
    }
    const types = [...counts.values()].filter(({ count }) => count > 0).sort((a, b) => b.count - a.count);
    return { total, types: types.slice(0, most) };
  }

  #describe(info: ClassInfo): Pick<TypeCount, 'name' | 'place'> {
    return { name: this.#names.get(info) ?? info.name, place: this.#places.get(info) ?? null };
  }
}

const NOTHING = { name: null, keys: null, fn: null, holds: null, count: 0 } as const;

/** The function whose place tells where a type is from. */
function functionOf(each: ClassInfo | Part): object | null {
  return 'fn' in each ? each.fn : each.type;
}
