import { isOfConsole, type Origin, originOf } from '../places/origin.js';
import type { Place } from '../places/place.js';
import { shortPlace } from '../places/shorten.js';

/** How many objects of a type there are. */
export interface TypeCount {
  readonly name: string;
  /** Where the constructor stands; null for V8's own. */
  readonly place: Place | null;
  readonly count: number;
  /** The built-in class of which it is a part, told apart by what it consists of. */
  readonly partOf?: string;
  /** An estimate: of so many objects one was looked at. */
  readonly oneOf?: number;
  /** They are no objects, but primitive entries of collections: `string in Map`. */
  readonly isOfEntries?: boolean;
  /** By `typeKey`: the classes to whose objects its own refer, as far as a few of them tell. */
  readonly refersTo?: readonly string[];
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

/**
 * `{a, b}`: the name of plain objects with these keys, as Chrome DevTools forms it (HeapSnapshot.ts,
 * inferInterfaceDefinitions).
 */
export function shapeName(keys: readonly string[]): string {
  const shown: string[] = [];
  let length = 1;
  for (const key of keys) {
    const name = /[,'"{}]/.test(key) ? JSON.stringify(key) : key;
    if (shown.length > 0 && length + name.length > LONGEST_SHAPE) break;
    length += name.length + (shown.length > 0 ? 2 : 0);
    shown.push(name);
  }
  return `{${shown.join(', ')}}`;
}

const LONGEST_SHAPE = 120;

/** The name of functions of one text. */
export function functionName(place: Place): string {
  return `function in ${shortPlace(place)}`;
}

/** The name of a collection by what it holds, empty for nothing. */
export function collectionName(container: string, held: string): string {
  return held === '' ? `${container} (empty)` : `${container} of ${held}`;
}

/**
 * Whether a name means a type: its own, with its place behind it or not; that of the class that it is a part of; a
 * shape with its keys in any order.
 */
export function isMeant(type: Pick<TypeCount, 'name' | 'place' | 'partOf'>, name: string): boolean {
  if (type.name === name || type.partOf === name) return true;
  if (type.place !== null && name === `${type.name} ${shortPlace(type.place)}`) return true;
  return isSameShape(type.name, name);
}

/** Whether two names are of shapes with the same keys, in any order. */
export function isSameShape(a: string, b: string): boolean {
  return a === b ? a.startsWith('{') : a.startsWith('{') && b.startsWith('{') && sortedKeys(a) === sortedKeys(b);
}

function sortedKeys(shape: string): string {
  return shapeKeys(shape).sort().join();
}

/** The keys that the name of a shape lists. */
export function shapeKeys(shape: string): string[] {
  return shape
    .slice(1, -1)
    .split(',')
    .map((key) => key.trim());
}

/** Adds a count to those of the same name and place; functions of a console, such as another one's, are no answer. */
export function addType(types: Map<string, TypeCount>, type: TypeCount): void {
  if (type.place !== null && isOfConsole(type.place.url)) return;
  const key = typeKey(type);
  types.set(key, { ...type, count: type.count + (types.get(key)?.count ?? 0) });
}

/**
 * What a type is known by, from one count to the next. A file that is imported again under another query
 * (`rules.mjs?v=2`) is the same file.
 */
export function typeKey({ name, place }: Pick<TypeCount, 'name' | 'place'>): string {
  return place === null ? name : `${name}\n${place.url.replace(/^(file:[^?#]*)[?#].*$/, '$1')}:${place.line}`;
}

const ORIGINS: readonly Origin[] = ['own', 'package', 'builtin'];

/**
 * Orders types: the service's own first, then those of packages, then those of Node and V8. Of the first two, classes
 * before the functions and collections that come with their objects, of which there are many.
 */
export function compareOrigins(a: Pick<TypeCount, 'place' | 'partOf'>, b: Pick<TypeCount, 'place' | 'partOf'>): number {
  return rankOf(a) - rankOf(b);
}

function rankOf(type: Pick<TypeCount, 'place' | 'partOf'>): number {
  const origin = originOf(type.place?.url ?? null);
  const isPart = origin !== 'builtin' && type.partOf !== undefined;
  return 2 * ORIGINS.indexOf(origin) + (isPart ? 1 : 0);
}

/** The share of the objects of one count that another has reached, type by type: 0 to 1. */
export function shareOf(reached: TypeCounts, all: TypeCounts): number {
  let sum = 0;
  for (const [key, { count }] of all.types) sum += Math.min(count, reached.types.get(key)?.count ?? 0);
  return sum / Math.max(all.total, 1);
}

/** The share of the rows that goes to the greatest, whosever they are. */
const SHARE_OF_GREATEST = 1 / 3;

/**
 * The first `most` of some ordered types, in their order; the greatest of all are among them, however far down they
 * stand.
 */
export function selectTypes<T>(ordered: readonly T[], most: number, sizeOf: (type: T) => number): readonly T[] {
  if (ordered.length <= most) return ordered;
  const bySize = [...ordered].sort((a, b) => sizeOf(b) - sizeOf(a));
  const selected = new Set(bySize.slice(0, Math.floor(most * SHARE_OF_GREATEST)));
  for (const type of ordered) if (selected.size < most) selected.add(type);
  return ordered.filter((type) => selected.has(type));
}
