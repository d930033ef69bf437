import type { ClassInfo } from '../objects/class-info.js';
import { isNative } from '../objects/intrinsics.js';
import type { ObjectReader } from '../objects/object-reader.js';
import type { FunctionPlace, ScopeExplorer } from './scope-explorer.js';

/** Objects of one constructor. */
export interface TypeCount {
  readonly name: string;
  /** Where the constructor is from; null for a built-in. */
  readonly place: FunctionPlace | null;
  readonly count: number;
}

const AT_ONCE = 4;

/** Counts objects by constructor, out of the classes that a walk has met: those of one name and place are one type. */
export class TypeCounter {
  readonly #reader: ObjectReader;
  readonly #explorer: ScopeExplorer;
  readonly #places = new Map<ClassInfo, TypeCount['place']>();
  readonly #names = new Map<ClassInfo, string>();
  #waiting: ClassInfo[] | null = null;

  constructor(reader: ObjectReader, explorer: ScopeExplorer) {
    this.#reader = reader;
    this.#explorer = explorer;
  }

  /** Asks what the next few types are called and where they are from, the most numerous first; false if all is known. */
  next(): boolean {
    this.#waiting ??= this.#reader.classes
      .all()
      .filter(({ type, unnamedExample }) => unnamedExample !== null || (type !== null && !isNative(type)))
      .sort((a, b) => a.count - b.count);
    const some = this.#waiting.splice(-AT_ONCE).reverse();
    const typed = some.filter(({ type }) => type !== null);
    const places = this.#explorer.placesOf(typed.map(({ type }) => type!));
    for (let i = 0; i < typed.length; i++) this.#places.set(typed[i], places[i]);
    const unnamed = some.filter(({ unnamedExample }) => unnamedExample !== null);
    const names = this.#explorer.namesOf(unnamed.map(({ unnamedExample }) => unnamedExample!));
    for (let i = 0; i < unnamed.length; i++) this.#names.set(unnamed[i], names[i]);
    return some.length > 0;
  }

  /** The most frequent types, and the number of all objects. */
  report(most: number): { readonly total: number; readonly types: TypeCount[] } {
    const counts = new Map<string, TypeCount>();
    let total = 0;
    for (const info of this.#reader.classes.all()) {
      if (info.count === 0) continue;
      total += info.count;
      const place = this.#places.get(info) ?? null;
      const name = this.#names.get(info) ?? info.name;
      const key = place === null ? name : `${name} ${place.scriptId}:${place.line}`;
      counts.set(key, { name, place, count: (counts.get(key)?.count ?? 0) + info.count });
    }
    const types = [...counts.values()].sort((a, b) => b.count - a.count);
    return { total, types: types.slice(0, most) };
  }
}
