import type { Asking } from './create-asking.js';
import type { Reader } from './create-reader.js';
import type { Shape } from './create-shapes.js';

/** Objects of one constructor. */
export interface TypeCount {
  readonly name: string;
  /** Where the constructor is from: its script, and the line from 0; null for a built-in. */
  readonly place: { readonly scriptId: string; readonly line: number } | null;
  readonly count: number;
}

/** Makes types out of the shapes that a walk has met. */
export interface Tally {
  /** Asks what the next few types are called and where they are from, the most numerous first; false if all is known. */
  next(): boolean;
  /** The most frequent types, and the number of all objects. */
  report(most: number): { readonly total: number; readonly types: TypeCount[] };
}

/** Counts objects by constructor: those of one name and place are one type. */
export function createTally(reader: Reader, asking: Pick<Asking, 'placesOf' | 'namesOf'>): Tally {
  const AT_ONCE = 4;
  const places = new Map<Shape, TypeCount['place']>();
  const names = new Map<Shape, string>();
  let waiting: Shape[] | null = null;

  function next(): boolean {
    const isUnclear = ({ type, riddle }: Shape) => riddle !== null || (type !== null && !reader.isNative(type));
    waiting ??= reader
      .shapes()
      .filter(isUnclear)
      .sort((a, b) => a.count - b.count);
    const some = waiting.splice(-AT_ONCE).reverse();
    const typed = some.filter(({ type }) => type !== null);
    const placed = asking.placesOf(typed.map(({ type }) => type!));
    for (let i = 0; i < typed.length; i++) places.set(typed[i], placed[i]);
    const unnamed = some.filter(({ riddle }) => riddle !== null);
    const named = asking.namesOf(unnamed.map(({ riddle }) => riddle!));
    for (let i = 0; i < unnamed.length; i++) names.set(unnamed[i], named[i]);
    return some.length > 0;
  }

  return {
    next,
    report(most) {
      const counts = new Map<string, TypeCount>();
      let total = 0;
      for (const shape of reader.shapes()) {
        if (shape.count === 0) continue;
        total += shape.count;
        const place = places.get(shape) ?? null;
        const name = names.get(shape) ?? shape.name;
        const key = place === null ? name : `${name} ${place.scriptId}:${place.line}`;
        counts.set(key, { name, place, count: (counts.get(key)?.count ?? 0) + shape.count });
      }
      const types = [...counts.values()].sort((a, b) => b.count - a.count);
      return { total, types: types.slice(0, most) };
    },
  };
}
