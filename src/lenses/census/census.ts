import { isMeant, type TypeCounts } from '../../analysis/type-counts.js';
import type { ObjectCounter } from '../../injected/census/object-counter.js';
import type { FunctionPlace } from '../../injected/objects/inspector-probe.js';
import { originOf } from '../../places/origin.js';
import type { OriginalPlaces } from '../../places/original-places.js';
import { callForHandle, callNow, type Handle } from '../../session/call.js';
import { loadEntry } from '../../session/entry.js';
import { withGroup } from '../../session/object-group.js';
import type { Session } from '../../session/session.js';
import { addUpTypes, type CountedObjects, nameTypes } from './name-types.js';

/**
 * Counts every JavaScript object of the program by its type. Strings, objects of other realms (`vm`), and those without
 * prototype but for what large collections hold, are not among them.
 *
 * It stalls the target for some full collections and a walk of the heap (V8's `Runtime.queryObjects`), then for the
 * counting; all that it holds there it lets go of at once. `liveBytes`: the size of the heap after these collections.
 */
export async function takeCensus(
  session: Session,
  places: OriginalPlaces | null,
): Promise<TypeCounts & { readonly liveBytes: number }> {
  return await withCounts(session, async (counting) => {
    await session.send('Runtime.releaseObject', { objectId: counting.objects.objectId });
    const takenAt = new Date().toISOString();
    const types = addUpTypes(await nameTypes(session, await readCounts(session, counting), places));
    return { takenAt, liveBytes: counting.liveBytes, ...types };
  });
}

/**
 * Picks `most` live objects of the types that a name means, the youngest as far as V8 tells, at the cost of a census,
 * and does something with them; `names` are those of all types. Where the program has a class of the name, it is not
 * one of Node's.
 */
export async function pickObjects<T>(
  session: Session,
  { name, most, places }: { readonly name: string; readonly most: number; readonly places: OriginalPlaces | null },
  use: (objects: Handle<readonly object[]>, count: number, names: readonly string[]) => Promise<T>,
): Promise<T> {
  return await withCounts(session, async (counting) => {
    const named = await nameTypes(session, await readCounts(session, counting), places);
    const types = named.filter(({ count }) => count > 0);
    const called = types.filter((type) => isMeant(type, name));
    const ofProgram = called.filter((type) => type.name === name && originOf(type.place?.url ?? null) !== 'builtin');
    const meant = ofProgram.length > 0 ? ofProgram : called;
    const count = meant.reduce((sum, type) => sum + type.count, 0);
    const wanted = meant.map(({ index, functionPlace }) => ({ index, place: functionPlace ?? null }));
    const { counter, objects, group } = counting;
    const picked = await callForHandle(session, counter, 'pickLast', [objects, wanted, most], group);
    return await use(
      picked,
      count,
      types.map((type) => type.name),
    );
  });
}

/** What is there to be asked while a census is at work in the target. */
interface Counting {
  readonly counter: Handle<ObjectCounter>;
  readonly objects: Handle<object[]>;
  /** The size of the heap when they were found, and nothing was counted yet. */
  readonly liveBytes: number;
  readonly group: string;
}

async function withCounts<T>(session: Session, use: (counting: Counting) => Promise<T>): Promise<T> {
  return await withGroup(session, 'census', async (group) => {
    const entry = await loadEntry(session, 'census');
    const prototype = await callForHandle(session, entry, 'objectPrototype', [], group);
    // Both at once: the program allocates again as soon as it goes on.
    const [objects, { usedSize: liveBytes }] = await Promise.all([
      instancesOf(session, prototype, group),
      session.send('Runtime.getHeapUsage'),
    ]);
    const counter = await callForHandle(session, entry, 'count', [objects], group);
    return await use({ counter, objects, liveBytes, group });
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

/** Reads what a counter in the target has counted; places are asked for one by one. */
async function readCounts(session: Session, { counter, group }: Counting): Promise<CountedObjects> {
  const counts = await callNow(session, counter, 'counts');
  const examples = await elementsOf(session, counter, 'examples', group);
  let constructors: ReturnType<typeof elementsOf> | null = null;
  const constructorsFromOutside = () => {
    constructors ??= elementsOf(session, counter, 'constructors', group);
    return constructors;
  };
  return {
    counts,
    exampleNames: examples.map(({ className = 'Object' }) => className),
    signatures: await callNow(session, counter, 'signatures'),
    placesOfConstructors: async (fns) =>
      (await callNow(session, counter, 'placesOfConstructors', fns)) ??
      (await placesFromOutside(session, fns, await constructorsFromOutside())),
    placesOfFunctions: (texts) => callNow(session, counter, 'placesOfFunctions', texts),
  };
}

/** The elements of one of the arrays as V8 describes them; it calls nothing of theirs. */
async function elementsOf(
  session: Session,
  counter: Handle<ObjectCounter>,
  name: 'constructors' | 'examples',
  group: string,
): Promise<{ objectId?: string; className?: string }[]> {
  const list = await callForHandle(session, counter, name, [], group);
  const { result } = await session.send('Runtime.getProperties', { objectId: list.objectId, ownProperties: true });
  return result.filter(({ name }) => /^\d+$/.test(name)).map(({ value }) => value ?? {});
}

async function placesFromOutside(
  session: Session,
  fns: readonly number[],
  constructors: readonly { readonly objectId?: string }[],
): Promise<readonly FunctionPlace[]> {
  const places: FunctionPlace[] = [];
  for (const fn of fns) places.push(await placeOf(session, constructors[fn].objectId!));
  return places;
}

async function placeOf(session: Session, objectId: string): Promise<FunctionPlace> {
  const { internalProperties } = await session.send('Runtime.getProperties', { objectId, ownProperties: true });
  const location = internalProperties?.find(({ name }) => name === '[[FunctionLocation]]')?.value?.value;
  if (!location) return { scriptId: null, line: 0, column: 0 };
  return { scriptId: location.scriptId, line: location.lineNumber, column: location.columnNumber };
}
