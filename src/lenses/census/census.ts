import {
  collectionName,
  functionName,
  isMeant,
  shapeName,
  type TypeCount,
  type TypeCounts,
  typeKey,
} from '../../analysis/type-counts.js';
import type { ConstructorCount, ObjectCounter } from '../../injected/census/object-counter.js';
import { callForHandle, callNow, type Handle } from '../../session/call.js';
import { loadEntry } from '../../session/entry.js';
import { withGroup } from '../../session/object-group.js';
import { scriptOf } from '../../session/scripts.js';
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
export async function takeCensus(session: Session): Promise<TypeCounts> {
  return await withCounts(session, async ({ counted, objects, group }) => {
    await session.send('Runtime.releaseObject', { objectId: objects.objectId });
    const takenAt = new Date().toISOString();
    return { takenAt, ...(await located(session, counted, group)) };
  });
}

/**
 * Picks `most` live objects of the types that a name means, the youngest as far as V8 tells, at the cost of a census, and does something with
 * them; `names` are those of all types.
 */
export async function pickObjects<T>(
  session: Session,
  { name, most }: { readonly name: string; readonly most: number },
  use: (objects: Handle<readonly object[]>, count: number, names: readonly string[]) => Promise<T>,
): Promise<T> {
  return await withCounts(session, async ({ counted, objects, group }) => {
    const types = (await typesOf(session, counted, group)).filter(({ count }) => count > 0);
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
  group: string,
): Promise<(TypeCount & { readonly index: number })[]> {
  const counts = await callNow(session, counted, 'counts');
  const examples = await elementsOf(session, counted, 'examples', group);
  const constructors = await elementsOf(session, counted, 'constructors', group);
  const sources = await sourcesOf(session, counts, constructors);
  const functions = await functionsOf(session, counted);
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
      return { ...part, name: collectionName(container!, held.name), source: held.source };
    }
    const source = text === -1 ? (sources.get(index) ?? null) : (functions.get(text) ?? null);
    if (text !== -1) return { ...part, name: source ? functionName(source) : 'Function', source };
    return { ...part, name: name ?? examples[example]?.className ?? 'Object', source };
  };
  for (const index of counts.keys()) typeOf(index);
  return types;
}

/** Where constructors stand, by the index of their count. */
async function sourcesOf(
  session: Session,
  counts: readonly ConstructorCount[],
  constructors: readonly { objectId?: string }[],
): Promise<ReadonlyMap<number, TypeCount['source']>> {
  const sources = new Map<number, TypeCount['source']>();
  const numbered = counts.map(({ fn, count }, index) => ({ id: constructors[fn]?.objectId, count, index }));
  for (const { id, index } of numbered.sort((a, b) => b.count - a.count)) {
    if (id && sources.size < MOST_PLACES) sources.set(index, await sourceOf(session, id));
  }
  return sources;
}

/** Where functions stand, by their texts, so that they keep their names from look to look: the same text may stand in several places. */
const knownPlaces = new WeakMap<Session, Map<string, TypeCount['source']>>();

/** Where functions stand, by the number of their text; asked for a few at a time, as each costs the target 0.1 ms. */
async function functionsOf(
  session: Session,
  counted: Handle<ObjectCounter>,
): Promise<ReadonlyMap<number, TypeCount['source']>> {
  const known = knownPlaces.get(session) ?? new Map<string, TypeCount['source']>();
  knownPlaces.set(session, known);
  const signatures = await callNow(session, counted, 'signatures');
  const unknown = [...signatures.keys()].filter((text) => signatures[text] !== null && !known.has(signatures[text]));
  for (let from = 0; from < unknown.length; from += TEXTS_AT_ONCE) {
    const texts = unknown.slice(from, from + TEXTS_AT_ONCE);
    const places = await callNow(session, counted, 'placesOf', texts);
    for (const [index, { scriptId, line }] of places.entries()) {
      const url = scriptId === null ? undefined : (await scriptOf(session, scriptId))?.url;
      known.set(signatures[texts[index]]!, url ? { script: url, line: line + 1 } : null);
    }
  }
  return new Map(signatures.map((signature, text) => [text, (signature !== null && known.get(signature)) || null]));
}

/** The counted types; those of one name and place are one type. */
async function located(
  session: Session,
  counted: Handle<ObjectCounter>,
  group: string,
): Promise<Pick<TypeCounts, 'total' | 'types'>> {
  const types = new Map<string, TypeCount>();
  let total = 0;
  for (const { index, ...type } of await typesOf(session, counted, group)) {
    if (type.count === 0) continue;
    total += type.count;
    const key = typeKey(type);
    types.set(key, { ...type, count: type.count + (types.get(key)?.count ?? 0) });
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

async function sourceOf(session: Session, objectId: string): Promise<TypeCount['source']> {
  const { internalProperties } = await session.send('Runtime.getProperties', { objectId, ownProperties: true });
  const location = internalProperties?.find(({ name }) => name === '[[FunctionLocation]]')?.value?.value;
  if (!location) return null;
  const script = await scriptOf(session, location.scriptId);
  return script?.url ? { script: script.url, line: location.lineNumber + 1 } : null;
}
