import type { OriginalPlaces } from '../places/original-places.js';
import { type Place, placeOf } from '../places/place.js';
import { callForHandle, type Handle } from '../session/call.js';
import { loadEntry } from '../session/entry.js';
import { scriptOf } from '../session/scripts.js';
import type { Session } from '../session/session.js';

/** A function or class, by what V8 tells of it as `[[FunctionLocation]]`: a script's id, line and column from 0. */
export interface FunctionLocation {
  readonly scriptId: string;
  readonly line: number;
  readonly column: number;
}

/** Where a function or class stands, and its name there where the source map tells. */
export interface LocatedFunction {
  readonly place: Place;
  readonly name: string | null;
}

/**
 * Where V8 says that a function of the target stands; null for one without a source, such as a bound one. What V8 tells
 * beside it comes in the object group.
 */
export async function functionLocation(
  session: Session,
  fn: Handle<object>,
  objectGroup: string,
): Promise<FunctionLocation | null> {
  // The properties come in the group of the object.
  const own = await callForHandle(session, await loadEntry(session, 'modules'), 'same', [fn], objectGroup);
  const { internalProperties = [] } = await session.send('Runtime.getProperties', {
    objectId: own.objectId,
    ownProperties: true,
  });
  const value = internalProperties.find(({ name }) => name === '[[FunctionLocation]]')?.value?.value;
  return value ? { scriptId: value.scriptId, line: value.lineNumber, column: value.columnNumber } : null;
}

/**
 * Where a function or class stands, and what it is called there: in the original file where a source map knows it, the
 * name null where it does not. Null for what is in no script that V8 lists.
 */
export async function locateFunction(
  session: Session,
  { scriptId, line, column }: FunctionLocation,
  places: OriginalPlaces | null,
): Promise<LocatedFunction | null> {
  const script = await scriptOf(session, scriptId);
  if (!script?.url) return null;
  const place = await places?.resolve(script, line, column);
  if (!place?.generated) return { place: placeOf(script.url, line, column), name: null };
  return { place, name: await places!.nameOfFunction(script, line, column) };
}
