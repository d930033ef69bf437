import { addType, type TypeCount, type TypeCounts, typeAt } from '../../analysis/type-counts.js';
import type { ConstructorCount, ObjectCounter } from '../../injected/census/object-counter.js';
import { type FunctionLocation, locateFunction } from '../../isolate/locate-function.js';
import type { OriginalPlaces } from '../../places/original-places.js';
import type { Place } from '../../places/place.js';
import { callForHandle, callNow, type Handle } from '../../session/call.js';
import { loadEntry } from '../../session/entry.js';
import { withGroup } from '../../session/object-group.js';
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
export async function takeCensus(session: Session, places: OriginalPlaces | null): Promise<TypeCounts> {
  return await withCounts(session, async ({ counted, objects, group }) => {
    await session.send('Runtime.releaseObject', { objectId: objects.objectId });
    const takenAt = new Date().toISOString();
    return { takenAt, ...(await countTypes(session, counted, places, group)) };
  });
}

/**
 * Picks the first `most` live objects of the types with a name, at the cost of a census, and does something with them; `names` are
 * those of all types.
 */
export async function pickObjects<T>(
  session: Session,
  { name, most, places }: { readonly name: string; readonly most: number; readonly places: OriginalPlaces | null },
  use: (objects: Handle<readonly object[]>, count: number, names: readonly string[]) => Promise<T>,
): Promise<T> {
  return await withCounts(session, async ({ counted, objects, group }) => {
    let counts: readonly { readonly name: string; readonly count: number }[] = await named(session, counted, group);
    // A name of the source, where the code that runs has another.
    if (places !== null && !counts.some((each) => each.name === name)) {
      counts = await located(session, counted, places, group);
    }
    const wanted = counts.flatMap((each, index) => (each.name === name ? [index] : []));
    const count = wanted.reduce((sum, index) => sum + counts[index].count, 0);
    const names = counts.map((each) => each.name);
    return await use(await callForHandle(session, counted, 'pick', [objects, wanted, most], group), count, names);
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

/** Counts the types: those of one name and place are one. */
async function countTypes(
  session: Session,
  counted: Handle<ObjectCounter>,
  places: OriginalPlaces | null,
  group: string,
): Promise<Pick<TypeCounts, 'total' | 'types'>> {
  const counts = await located(session, counted, places, group);
  const types = new Map<string, TypeCount>();
  for (const { name, place, count } of counts) addType(types, typeAt(name, place, count));
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  return { total, types: new Map([...types].sort(([, a], [, b]) => b.count - a.count)) };
}

/** The counts, each with its name and its constructor's place: the original ones, where a source map knows them. */
async function located(
  session: Session,
  counted: Handle<ObjectCounter>,
  places: OriginalPlaces | null,
  group: string,
): Promise<{ name: string; place: Place | null; count: number }[]> {
  const counts = await named(session, counted, group);
  const constructors = await elementsOf(session, counted, 'constructors', group);
  const found = counts.map(({ name, count }) => ({ name, place: null as Place | null, count }));
  const byCount = counts.map((each, index) => ({ ...each, index })).sort((a, b) => b.count - a.count);
  let asked = 0;
  for (const { fn, index } of byCount) {
    const id = constructors[fn]?.objectId;
    const location = id && asked++ < MOST_PLACES ? await locationOf(session, id) : null;
    const at = location && (await locateFunction(session, location, places));
    if (at) found[index] = { ...found[index], name: at.name ?? found[index].name, place: at.place };
  }
  return found;
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
