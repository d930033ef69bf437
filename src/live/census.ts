import { type CountObjects, countObjects, type ObjectCounts, type Wanted } from '../injected/count-objects.js';
import { builtinLoader } from '../session/builtins.js';
import { call, callForHandle, type Handle } from '../session/call.js';
import { scriptOf } from '../session/scripts.js';
import type { Session } from '../session/session.js';
import { loadInRealm } from './realm.js';

/** How many objects of a type there are. */
export interface TypeCount {
  readonly name: string;
  /** Where the constructor stands: the script's URL and the line from 1; null for V8's own. */
  readonly source: { readonly script: string; readonly line: number } | null;
  readonly count: number;
}

/** A count of all objects by type: numbers and names, nothing of the target. */
export interface Census {
  /** ISO 8601. */
  readonly takenAt: string;
  /** Objects in all. */
  readonly total: number;
  /** By `typeKey`; the most numerous first. */
  readonly types: ReadonlyMap<string, TypeCount>;
}

/** To ask for a constructor's place costs 0.25 ms: beyond this, the rarest types stay without. */
const MOST_PLACES = 2000;
let censuses = 0;

/**
 * Counts every JavaScript object of the program by its type. Strings, objects without prototype and those of other realms
 * (`vm`) are not among them.
 *
 * It stalls the target for some full collections and a walk of the heap (V8's `Runtime.queryObjects`), then for the counting;
 * all that it holds there it lets go of at once.
 */
export async function takeCensus(session: Session): Promise<Census> {
  return await withCounts(session, null, async (counted, group) => {
    const takenAt = new Date().toISOString();
    return { takenAt, ...(await named(session, counted, group)) };
  });
}

/** Picks the first `most` live objects of the types with a name, at the cost of a census, and does something with them. */
export async function pickObjects<T>(
  session: Session,
  pick: Wanted,
  use: (objects: Handle<readonly object[]>, count: number) => Promise<T>,
): Promise<T> {
  return await withCounts(session, pick, async (counted, group) => {
    const { counts } = await call(session, numbersOf, counted);
    const count = counts.reduce((sum, { name, count }) => sum + (name === pick.name ? count : 0), 0);
    return await use(await callForHandle(session, listOf, [counted, 'picked'], group), count);
  });
}

async function withCounts<T>(
  session: Session,
  pick: Wanted | null,
  use: (counted: Handle<ObjectCounts>, group: string) => Promise<T>,
): Promise<T> {
  const group = `leakconsole-census-${++censuses}`;
  try {
    const load = await builtinLoader(session, group);
    const parts = await loadInRealm(session, { countObjects }, group);
    const objects = await allObjects(session, group);
    const counted = await callForHandle(session, countIn, [parts, load, objects, pick], group);
    await session.send('Runtime.releaseObject', { objectId: objects.objectId });
    return await use(counted, group);
  } finally {
    await session.send('Runtime.releaseObjectGroup', { objectGroup: group }).catch(() => {});
  }
}

/** What a type is known by, from one census to the next. */
export function typeKey({ name, source }: Pick<TypeCount, 'name' | 'source'>): string {
  return source === null ? name : `${name}\n${source.script}:${source.line}`;
}

/** All objects that have Object.prototype in their prototype chain, as an array in the target. */
async function allObjects(session: Session, objectGroup: string): Promise<Handle<object[]>> {
  const { result } = await session.send('Runtime.evaluate', { expression: 'Object.prototype', objectGroup });
  const { objects } = await session.send('Runtime.queryObjects', {
    prototypeObjectId: result.objectId!,
    objectGroup,
  });
  return { objectId: objects.objectId! };
}

function countIn(
  parts: { countObjects: CountObjects },
  load: (name: string) => unknown,
  objects: readonly object[],
  pick: Wanted | null,
): ObjectCounts {
  return parts.countObjects(objects, (load('util') as typeof import('node:util')).types, pick);
}

/** Names the counted types and finds their constructors' places; those of one name and place are one type. */
async function named(
  session: Session,
  counted: Handle<ObjectCounts>,
  group: string,
): Promise<Pick<Census, 'total' | 'types'>> {
  const { total, counts } = await call(session, numbersOf, counted);
  const constructors = await elementsOf(session, counted, 'constructors', group);
  const examples = await elementsOf(session, counted, 'examples', group);
  const sorted = counts.toSorted((a, b) => b.count - a.count);
  const types = new Map<string, TypeCount>();
  let places = 0;
  for (const { name, fn, example, count } of sorted) {
    const id = constructors[fn]?.objectId;
    const source = id && places++ < MOST_PLACES ? await sourceOf(session, id) : null;
    const type = { name: name ?? examples[example]?.className ?? 'Object', source };
    const key = typeKey(type);
    types.set(key, { ...type, count: count + (types.get(key)?.count ?? 0) });
  }
  return { total, types: new Map([...types].sort(([, a], [, b]) => b.count - a.count)) };
}

function numbersOf({ total, counts }: ObjectCounts): Pick<ObjectCounts, 'total' | 'counts'> {
  return { total, counts };
}

/** The elements of one of the arrays as V8 describes them; it calls nothing of theirs. */
async function elementsOf(
  session: Session,
  counted: Handle<ObjectCounts>,
  name: 'constructors' | 'examples',
  group: string,
): Promise<{ objectId?: string; className?: string }[]> {
  const list = await callForHandle(session, listOf, [counted, name], group);
  const { result } = await session.send('Runtime.getProperties', { objectId: list.objectId, ownProperties: true });
  return result.filter(({ name }) => /^\d+$/.test(name)).map(({ value }) => value ?? {});
}

function listOf(counted: ObjectCounts, name: 'constructors' | 'examples' | 'picked'): readonly object[] {
  return counted[name];
}

async function sourceOf(session: Session, objectId: string): Promise<TypeCount['source']> {
  const { internalProperties } = await session.send('Runtime.getProperties', { objectId, ownProperties: true });
  const location = internalProperties?.find(({ name }) => name === '[[FunctionLocation]]')?.value?.value;
  if (!location) return null;
  const script = await scriptOf(session, location.scriptId);
  return script?.url ? { script: script.url, line: location.lineNumber + 1 } : null;
}
