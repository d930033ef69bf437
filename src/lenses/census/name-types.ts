import {
  addType,
  collectionName,
  functionName,
  shapeName,
  type TypeCount,
  type TypeCounts,
  typeKey,
} from '../../analysis/type-counts.js';
import type { ConstructorCount } from '../../injected/census/constructor-count.js';
import type { FunctionPlace } from '../../injected/objects/inspector-probe.js';
import { type LocatedFunction, locateFunction } from '../../isolate/locate-function.js';
import type { OriginalPlaces } from '../../places/original-places.js';
import type { Session } from '../../session/session.js';

/** What an `ObjectCounter` has counted, in the target itself or in a forked child of it. */
export interface CountedObjects {
  readonly counts: readonly ConstructorCount[];
  /** V8's names for the counter's examples. */
  readonly exampleNames: readonly string[];
  /** See `ObjectCounter.signatures`. */
  readonly signatures: readonly (string | null)[];
  /** Where some of the counter's constructors begin. */
  placesOfConstructors(fns: readonly number[]): Promise<readonly FunctionPlace[]>;
  /** Where some of the counter's functions begin. */
  placesOfFunctions(texts: readonly number[]): Promise<readonly FunctionPlace[]>;
}

/** A type, and its index among the counts; of functions, where V8 says that they begin. */
export type IndexedType = TypeCount & { readonly index: number; readonly functionPlace?: FunctionPlace };

/** The rarest types beyond these stay without a place. */
const MOST_PLACES = 2000;
/** Places that are asked for at once: each takes the target 0.1 ms. */
const PLACES_AT_ONCE = 20;

/** Names what was counted, and finds where constructors and functions stand. In the order of the counts. */
export async function nameTypes(
  session: Session,
  counted: CountedObjects,
  places: OriginalPlaces | null,
): Promise<IndexedType[]> {
  const { counts, exampleNames } = counted;
  const locate: Locate = async ({ scriptId, line, column }) =>
    scriptId === null ? null : await locateFunction(session, { scriptId, line, column }, places);
  const constructorPlaces = await locateConstructors(counted, locate);
  const functionPlaces = await locateFunctions(session, counted, locate);
  const types: IndexedType[] = [];
  const typeOf = (index: number): IndexedType => {
    types[index] ??= describeType(index);
    return types[index];
  };
  const describeType = (index: number): IndexedType => {
    const { name, example, container, keys, holds, text, count, oneOf, isOfEntries, isMethod } = counts[index];
    const part = {
      index,
      count,
      ...(container && { partOf: container }),
      ...(oneOf > 1 && { oneOf }),
      ...(isOfEntries && { isOfEntries }),
    };
    if (keys !== null) return { ...part, name: shapeName(keys), place: null };
    if (typeof holds === 'string') return { ...part, name: collectionName(container!, holds), place: null };
    if (holds !== null) {
      const held = typeOf(holds);
      return { ...part, name: collectionName(container!, held.name), place: held.place };
    }
    const known = functionPlaces.get(text);
    const located = text === -1 ? constructorPlaces.get(index) : known?.located;
    const place = located?.place ?? null;
    const original = isMethod ? null : (located?.name ?? null);
    if (text === -1) return { ...part, name: original ?? name ?? exampleNames[example] ?? 'Object', place };
    return { ...part, name: place ? functionName(place) : 'Function', place, functionPlace: known?.place };
  };
  for (const index of counts.keys()) typeOf(index);
  return types.map((type) => {
    const { refersTo } = counts[type.index];
    return refersTo.length === 0 ? type : { ...type, refersTo: refersTo.map((to) => typeKey(types[to])) };
  });
}

/** Adds the types up: those of one name and place are one. The most numerous come first. */
export function addUpTypes(named: readonly IndexedType[]): Pick<TypeCounts, 'total' | 'types'> {
  const types = new Map<string, TypeCount>();
  let total = 0;
  for (const { index, functionPlace, ...type } of named) {
    if (type.count === 0) continue;
    if (!type.isOfEntries) total += type.count;
    addType(types, type);
  }
  return { total, types: new Map([...types].sort(([, a], [, b]) => b.count - a.count)) };
}

type Locate = (place: FunctionPlace) => Promise<LocatedFunction | null>;

/** Where constructors stand, by the index of their count. */
async function locateConstructors(
  { counts, placesOfConstructors }: CountedObjects,
  locate: Locate,
): Promise<ReadonlyMap<number, LocatedFunction | null>> {
  const found = new Map<number, LocatedFunction | null>();
  const wanted = counts
    .map(({ fn, count }, index) => ({ fn, count, index }))
    .filter(({ fn }) => fn !== -1)
    .sort((a, b) => b.count - a.count)
    .slice(0, MOST_PLACES);
  for (let from = 0; from < wanted.length; from += PLACES_AT_ONCE) {
    const asked = wanted.slice(from, from + PLACES_AT_ONCE);
    const places = await placesOfConstructors(asked.map(({ fn }) => fn));
    for (const [at, place] of places.entries()) found.set(asked[at].index, await locate(place));
  }
  return found;
}

/** Where functions of one text stand, and how many there were when it was asked. */
interface KnownPlace {
  readonly place: FunctionPlace;
  readonly located: LocatedFunction | null;
  readonly count: number;
}

/**
 * Where functions stand, by their texts, so that they keep their names from look to look. The same text, such as
 * `() => {}`, may stand in several places: those that have multiplied are placed anew, where most of them stand.
 */
const knownPlaces = new WeakMap<Session, Map<string, KnownPlace>>();
const MULTIPLIED = 2;

/** Where functions stand, by the number of their text. */
async function locateFunctions(
  session: Session,
  counted: CountedObjects,
  locate: Locate,
): Promise<ReadonlyMap<number, KnownPlace | undefined>> {
  const known = knownPlaces.get(session) ?? new Map<string, KnownPlace>();
  knownPlaces.set(session, known);
  const { signatures, counts } = counted;
  const countOf = new Map(counts.map(({ text, count }) => [text, count]));
  const isUnknown = (signature: string, text: number) =>
    countOf.get(text)! >= MULTIPLIED * (known.get(signature)?.count ?? 0);
  const unknown = [...signatures.keys()].filter(
    (text) => signatures[text] !== null && isUnknown(signatures[text], text),
  );
  for (let from = 0; from < unknown.length; from += PLACES_AT_ONCE) {
    const texts = unknown.slice(from, from + PLACES_AT_ONCE);
    const found = await counted.placesOfFunctions(texts);
    for (const [index, place] of found.entries()) {
      const text = texts[index];
      known.set(signatures[text]!, { place, located: await locate(place), count: countOf.get(text)! });
    }
  }
  return new Map(signatures.map((signature, text) => [text, signature === null ? undefined : known.get(signature)]));
}
