import type { Place } from '../places/place.js';

/** How many objects of a type there are. */
export interface TypeCount {
  readonly name: string;
  /** Where the constructor stands: the file's URL and the line from 1; null for V8's own. */
  readonly source: { readonly script: string; readonly line: number } | null;
  /** The same with the column, and with the place in the code that runs where a source map has led to the original. */
  readonly place?: Place | null;
  readonly count: number;
}

/** A count of objects by type: numbers and names, nothing of the target. */
export interface TypeCounts {
  /** ISO 8601. */
  readonly takenAt: string;
  /** Objects in all. */
  readonly total: number;
  /** By `typeKey`; the most numerous first. */
  readonly types: ReadonlyMap<string, TypeCount>;
}

/** A count of a type whose constructor stands at a place; null for V8's own. */
export function typeAt(name: string, place: Place | null, count: number): TypeCount {
  return { name, source: place && { script: place.url, line: place.line }, place, count };
}

/** Adds a count to those of the same name and place. */
export function addType(types: Map<string, TypeCount>, type: TypeCount): void {
  const key = typeKey(type);
  types.set(key, { ...type, count: type.count + (types.get(key)?.count ?? 0) });
}

/** What a type is known by, from one count to the next. */
export function typeKey({ name, source }: Pick<TypeCount, 'name' | 'source'>): string {
  return source === null ? name : `${name}\n${source.script}:${source.line}`;
}

/** Tells whether a type is of the program, not of Node or V8. */
export function isOwnType({ source }: Pick<TypeCount, 'source'>): boolean {
  return source !== null && !source.script.startsWith('node:');
}

/** The share of the objects of one count that another has reached, type by type: 0 to 1. */
export function shareOf(reached: TypeCounts, all: TypeCounts): number {
  let sum = 0;
  for (const [key, { count }] of all.types) sum += Math.min(count, reached.types.get(key)?.count ?? 0);
  return sum / Math.max(all.total, 1);
}
