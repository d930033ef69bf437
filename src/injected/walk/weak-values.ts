import type { ClassInfo } from '../objects/class-info.js';
import { isNative, types, uncurry } from '../objects/intrinsics.js';
import { weakValueOf } from './ownership.js';
import { type PathNode, type PathStep, type PlaceOfClass, stepsTo } from './path.js';

/** Objects of a class that are looked for among the keys: the first, which are nearest to the program's variables. */
const MOST_OF_CLASS = 16;
/** As many of V8's classes, which may be anything. */
const MOST_OF_NATIVE = 1000;
const MOST_KEYS = 5000;
/** Keys that are looked for in one WeakMap in one go: some 10 µs. */
const AT_ONCE = 128;
/** Questions in all: some 50 ms. */
const MOST_QUESTIONS = 1_000_000;

const get = uncurry(WeakMap.prototype.get) as (map: object, key: object) => unknown;

/**
 * What WeakMaps of the program hold under keys that live: no list tells their entries, but a key can be asked for. So
 * TypeScript compiles `#private` members, and Vue keeps what depends on an object.
 */
export class WeakValues {
  readonly #maps: { readonly map: object; readonly node: PathNode; asked: number }[] = [];
  readonly #keys: { readonly value: object; readonly node: PathNode }[] = [];
  readonly #ofClass = new Map<ClassInfo, number>();
  #questions = 0;

  /** Notes an object of the program: it may be a WeakMap, or a key in one. */
  note(value: object, info: ClassInfo, node: PathNode): void {
    if (info.isExotic && types.isWeakMap(value)) this.#maps.push({ map: value, node, asked: 0 });
    const count = this.#ofClass.get(info) ?? 0;
    const most = info.type === null || isNative(info.type) ? MOST_OF_NATIVE : MOST_OF_CLASS;
    if (count >= most || this.#keys.length === MOST_KEYS) return;
    this.#ofClass.set(info, count + 1);
    this.#keys.push({ value, node });
  }

  /** Asks one of the WeakMaps for some keys; false if none is left to ask. */
  next(visit: (value: unknown, key: PathNode, map: PathNode) => void): boolean {
    const asked = this.#maps.find((each) => each.asked < this.#keys.length);
    if (asked === undefined || this.#questions >= MOST_QUESTIONS) return false;
    const keys = this.#keys.slice(asked.asked, asked.asked + AT_ONCE);
    asked.asked += keys.length;
    this.#questions += keys.length;
    for (const { value, node } of keys) {
      const held = get(asked.map, value);
      if (held !== undefined) visit(held, node, asked.node);
    }
    return true;
  }
}

/** Where the WeakMaps are, by what their entries hold, as far as it was met so. */
export class WeakMapPaths {
  readonly #maps = new Map<PathNode, PathNode>();

  /** Notes what a WeakMap holds. */
  note(value: PathNode, map: PathNode): void {
    this.#maps.set(value, map);
  }

  /** The path to the WeakMap by whose entry a path leads, the last of them; null where there is none. */
  of(node: PathNode, placeOf: PlaceOfClass): PathStep[] | null {
    const value = weakValueOf(node);
    const map = value && this.#maps.get(value);
    return map ? stepsTo(map, placeOf) : null;
  }
}
