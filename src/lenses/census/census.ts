import {
  addType,
  collectionName,
  functionName,
  isMeant,
  shapeName,
  type TypeCount,
  type TypeCounts,
  typeAt,
} from '../../analysis/type-counts.js';
import type { ConstructorCount, ObjectCounter } from '../../injected/census/object-counter.js';
import { type FunctionLocation, type LocatedFunction, locateFunction } from '../../isolate/locate-function.js';
import type { OriginalPlaces } from '../../places/original-places.js';
import { callForHandle, callNow, type Handle } from '../../session/call.js';
import { loadEntry } from '../../session/entry.js';
import { withGroup } from '../../session/object-group.js';
import type { Session } from '../../session/session.js';

/** To ask for a constructor's place costs 0.25 ms: beyond this, the rarest types stay without. */
const MOST_PLACES = 2000;
const TEXTS_AT_ONCE = 20;

/**
 * Counts every JavaScript object of the program by its type. Strings, objects without prototype and those of other realms
 * (`vm`) are not among them.
 *
 * It stalls the target for some full collections and a walk of the heap (V8's `Runtime.queryObjects`), then for the counting;
 * all that it holds there it lets go of at once.
 */
export async function takeCensus(session: Session, places: OriginalPlaces | null): Promise<TypeCounts> {
  return await withCounts(session, async ({ counted, objects, group }) => {
    await session.send('Runtime.releaseObject', { objectId: objects.objectId });
    const takenAt = new Date().toISOString();
    return { takenAt, ...(await countTypes(session, counted, places, group)) };
  });
}

/**
 * Picks `most` live objects of the types that a name means, the youngest as far as V8 tells, at the cost of a census, and does something with
 * them; `names` are those of all types.
 */
export async function pickObjects<T>(
  session: Session,
  { name, most, places }: { readonly name: string; readonly most: number; readonly places: OriginalPlaces | null },
  use: (objects: Handle<readonly object[]>, count: number, names: readonly string[]) => Promise<T>,
): Promise<T> {
  return await withCounts(session, async ({ counted, objects, group }) => {
    const types = (await typesOf(session, counted, places, group)).filter(({ count }) => count > 0);
    const meant = types.filter((type) => isMeant(type, name));
    const count = meant.reduce((sum, type) => sum + type.count, 0);
    const wanted = meant.map(({ index }) => index);
    const picked = await callForHandle(session, counted, 'pickLast', [objects, wanted, most], group);
    return await use(
      picked,
      count,
      types.map((type) => type.name),
    );
  });
}

/** What is there to be asked while a census is at work in the target. */
interface Counting {
  readonly counted: Handle<ObjectCounter>;
  readonly objects: Handle<object[]>;
  readonly group: string;
}

async function withCounts<T>(session: Session, use: (counting: Counting) => Promise<T>): Promise<T> {
  return await withGroup(session, 'census', async (group) => {
    const entry = await loadEntry(session, 'census');
    const prototype = await callForHandle(session, entry, 'objectPrototype', [], group);
    const objects = await instancesOf(session, prototype, group);
    const counted = await callForHandle(session, entry, 'count', [objects], group);
    return await use({ counted, objects, group });
  });
}

/** All objects that have a prototype in their prototype chain, as an array in the target. */
async function instancesOf(session: Session, prototype: Handle, objectGroup: string): Promise<Handle<object[]>> {
  const { objects } = await session.send('Runtime.queryObjects', {
    prototypeObjectId: prototype.objectId,
    objectGroup,
  });
  return { objectId: objects.objectId! };
}

/** Names what was counted, and finds where constructors and functions stand. In the order of the counter. */
async function typesOf(
  session: Session,
  counted: Handle<ObjectCounter>,
  places: OriginalPlaces | null,
  group: string,
): Promise<(TypeCount & { readonly index: number })[]> {
  const counts = await callNow(session, counted, 'counts');
  const examples = await elementsOf(session, counted, 'examples', group);
  const constructors = await elementsOf(session, counted, 'constructors', group);
  const constructorPlaces = await locateConstructors(session, counts, constructors, places);
  const functionPlaces = await locateFunctions(session, counted, places);
  const types: (TypeCount & { readonly index: number })[] = [];
  const typeOf = (index: number): TypeCount & { readonly index: number } => {
    types[index] ??= describeType(index);
    return types[index];
  };
  const describeType = (index: number) => {
    const { name, example, container, keys, holds, text, count, oneOf } = counts[index];
    const part = { index, count, ...(container && { partOf: container }), ...(oneOf > 1 && { oneOf }) };
    if (keys !== null) return { ...part, name: shapeName(keys), source: null };
    if (typeof holds === 'string') return { ...part, name: collectionName(container!, holds), source: null };
    if (holds !== null) {
      const held = typeOf(holds);
      return { ...part, name: collectionName(container!, held.name), source: held.source, place: held.place };
    }
    const located = text === -1 ? constructorPlaces.get(index) : functionPlaces.get(text);
    const type = typeAt(
      located?.name ?? name ?? examples[example]?.className ?? 'Object',
      located?.place ?? null,
      count,
    );
    if (text === -1) return { ...type, ...part };
    return { ...type, ...part, name: type.source ? functionName(type.source) : 'Function' };
  };
  for (const index of counts.keys()) typeOf(index);
  return types;
}

/** Where constructors stand, by the index of their count. */
async function locateConstructors(
  session: Session,
  counts: readonly ConstructorCount[],
  constructors: readonly { objectId?: string }[],
  places: OriginalPlaces | null,
): Promise<ReadonlyMap<number, LocatedFunction | null>> {
  const found = new Map<number, LocatedFunction | null>();
  const numbered = counts.map(({ fn, count }, index) => ({ id: constructors[fn]?.objectId, count, index }));
  for (const { id, index } of numbered.sort((a, b) => b.count - a.count)) {
    if (!id || found.size >= MOST_PLACES) continue;
    const location = await locationOf(session, id);
    found.set(index, location && (await locateFunction(session, location, places)));
  }
  return found;
}

/** Where functions stand, by their texts, so that they keep their names from look to look: the same text may stand in several places. */
const knownPlaces = new WeakMap<Session, Map<string, LocatedFunction | null>>();

/** Where functions stand, by the number of their text; asked for a few at a time, as each costs the target 0.1 ms. */
async function locateFunctions(
  session: Session,
  counted: Handle<ObjectCounter>,
  places: OriginalPlaces | null,
): Promise<ReadonlyMap<number, LocatedFunction | null>> {
  const known = knownPlaces.get(session) ?? new Map<string, LocatedFunction | null>();
  knownPlaces.set(session, known);
  const signatures = await callNow(session, counted, 'signatures');
  const unknown = [...signatures.keys()].filter((text) => signatures[text] !== null && !known.has(signatures[text]));
  for (let from = 0; from < unknown.length; from += TEXTS_AT_ONCE) {
    const texts = unknown.slice(from, from + TEXTS_AT_ONCE);
    const locations = await callNow(session, counted, 'placesOf', texts);
    for (const [index, { scriptId, line, column }] of locations.entries()) {
      const location = scriptId === null ? null : { scriptId, line, column };
      known.set(signatures[texts[index]]!, location && (await locateFunction(session, location, places)));
    }
  }
  return new Map(signatures.map((signature, text) => [text, (signature !== null && known.get(signature)) || null]));
}

/** Counts the types: those of one name and place are one. */
async function countTypes(
  session: Session,
  counted: Handle<ObjectCounter>,
  places: OriginalPlaces | null,
  group: string,
): Promise<Pick<TypeCounts, 'total' | 'types'>> {
  const types = new Map<string, TypeCount>();
  let total = 0;
  for (const { index, ...type } of await typesOf(session, counted, places, group)) {
    if (type.count === 0) continue;
    total += type.count;
    addType(types, type);
  }
  return { total, types: new Map([...types].sort(([, a], [, b]) => b.count - a.count)) };
}

/** The elements of one of the arrays as V8 describes them; it calls nothing of theirs. */
async function elementsOf(
  session: Session,
  counted: Handle<ObjectCounter>,
  name: 'constructors' | 'examples',
  group: string,
): Promise<{ objectId?: string; className?: string }[]> {
  const list = await callForHandle(session, counted, name, [], group);
  const { result } = await session.send('Runtime.getProperties', { objectId: list.objectId, ownProperties: true });
  return result.filter(({ name }) => /^\d+$/.test(name)).map(({ value }) => value ?? {});
}

async function locationOf(session: Session, objectId: string): Promise<FunctionLocation | null> {
  const { internalProperties } = await session.send('Runtime.getProperties', { objectId, ownProperties: true });
  const location = internalProperties?.find(({ name }) => name === '[[FunctionLocation]]')?.value?.value;
  return location ? { scriptId: location.scriptId, line: location.lineNumber, column: location.columnNumber } : null;
}
