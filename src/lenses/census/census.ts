import { isOfName } from '../../analysis/class-location.js';
import { type TypeCount, type TypeCounts, typeKey } from '../../analysis/type-counts.js';
import type { ConstructorCount, ObjectCounter } from '../../injected/census/object-counter.js';
import { callForHandle, callNow, type Handle } from '../../session/call.js';
import { loadEntry } from '../../session/entry.js';
import { withGroup } from '../../session/object-group.js';
import { scriptOf } from '../../session/scripts.js';
import type { Session } from '../../session/session.js';

/** To ask for a constructor's place costs 0.25 ms: beyond this, the rarest types stay without. */
const MOST_PLACES = 2000;

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
 * Picks the first `most` live objects of the types with a name, at the cost of a census, and does something with them; `names` are
 * those of all types.
 */
export async function pickObjects<T>(
  session: Session,
  { name, most }: { readonly name: string; readonly most: number },
  use: (objects: Handle<readonly object[]>, count: number, names: readonly string[]) => Promise<T>,
): Promise<T> {
  return await withCounts(session, async ({ counted, objects, group }) => {
    const counts = await named(session, counted, group);
    const wanted = await indicesOf(session, counts, counted, group, name);
    const count = wanted.reduce((sum, index) => sum + counts[index].count, 0);
    const names = counts.map((each) => each.name);
    return await use(await callForHandle(session, counted, 'pick', [objects, wanted, most], group), count, names);
  });
}

/** Which of the counts are of a name, or, as lists tell types of one name apart, of `name place`. */
async function indicesOf(
  session: Session,
  counts: readonly (ConstructorCount & { readonly name: string })[],
  counted: Handle<ObjectCounter>,
  group: string,
  wanted: string,
): Promise<number[]> {
  const named = counts.flatMap((each, index) => (each.name === wanted ? [index] : []));
  const mayHavePlace = counts.flatMap((each, index) => (wanted.startsWith(`${each.name} `) ? [index] : []));
  if (named.length > 0 || mayHavePlace.length === 0) return named;
  const constructors = await elementsOf(session, counted, 'constructors', group);
  const found: number[] = [];
  for (const index of mayHavePlace) {
    const { name, fn } = counts[index];
    const id = constructors[fn]?.objectId;
    if (id && isOfName({ name, source: await sourceOf(session, id) }, wanted)) found.push(index);
  }
  return found;
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

/** The counts, each with its name: where the target could not tell it, V8 does. */
async function named(
  session: Session,
  counted: Handle<ObjectCounter>,
  group: string,
): Promise<(ConstructorCount & { readonly name: string })[]> {
  const counts = await callNow(session, counted, 'counts');
  const examples = await elementsOf(session, counted, 'examples', group);
  return counts.map((each) => ({ ...each, name: each.name ?? examples[each.example]?.className ?? 'Object' }));
}

/** Names the counted types and finds their constructors' places; those of one name and place are one type. */
async function located(
  session: Session,
  counted: Handle<ObjectCounter>,
  group: string,
): Promise<Pick<TypeCounts, 'total' | 'types'>> {
  const counts = await named(session, counted, group);
  const constructors = await elementsOf(session, counted, 'constructors', group);
  const types = new Map<string, TypeCount>();
  let places = 0;
  for (const { name, fn, count } of counts.sort((a, b) => b.count - a.count)) {
    const id = constructors[fn]?.objectId;
    const source = id && places++ < MOST_PLACES ? await sourceOf(session, id) : null;
    const key = typeKey({ name, source });
    types.set(key, { name, source, count: count + (types.get(key)?.count ?? 0) });
  }
  const total = counts.reduce((sum, { count }) => sum + count, 0);
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
