import { type LineBytes, type MarkedPlace, measureLines } from '../analysis/line-bytes.js';
import { UserError } from '../errors.js';
import { describeFunction, type FunctionShape } from '../places/function-shape.js';
import { LineStarts } from '../places/line-starts.js';
import type { OriginalPlaces } from '../places/original-places.js';
import { type Place, placeOf } from '../places/place.js';
import { callForHandle, type Handle } from '../session/call.js';
import { loadEntry } from '../session/entry.js';
import { type Script, scriptOf, textOfScript } from '../session/scripts.js';
import type { Session } from '../session/session.js';
import type { Isolate } from './isolate.js';
import type { FunctionLocation } from './locate-function.js';
import { breakLocations, type RecordLimits, recordMarks } from './record-lines.js';

/** What the lines of a function allocate. */
export interface MeasuredFunction {
  /** Where it begins. */
  readonly place: Place;
  /** How many calls were measured. */
  readonly calls: number;
  /** Its lines, in their order. */
  readonly lines: readonly MeasuredLine[];
}

interface MeasuredLine extends LineBytes {
  /** The text of the line; empty where it is not to be had. */
  readonly text: string;
}

type Located = Awaited<ReturnType<typeof breakLocations>>[number];

/** A place at which V8 can break, and where that is in the original source. */
interface ResolvedPlace extends MarkedPlace {
  readonly location: Located;
  readonly url: string;
}

/**
 * Measures what the lines of a function of the target allocate while it is called by others. Throws a UserError where
 * it is no function with a source of its own, or is not called in time.
 */
export async function measureFunction(
  isolate: Isolate,
  fn: Handle<object>,
  limits: RecordLimits,
  objectGroup: string,
): Promise<MeasuredFunction> {
  const { session } = isolate;
  const location = await functionLocation(session, fn, objectGroup);
  const script = location && (await scriptOf(session, location.scriptId));
  if (!location || !script?.url || script.url.startsWith('node:')) throw noSource();
  const original = await isolate.places();
  const text = await textOfScript(session, script.id);
  const starts = new LineStarts(text ?? '');
  const shape = text === null ? null : shapeOf(text, script, starts.offsetOf(location.line, location.column));
  if (!shape) throw noSource();
  const start =
    (await original?.resolve(script, location.line, location.column)) ??
    placeOf(script.url, location.line, location.column);
  const resolved = await resolveAll(await breakLocations(session, location), script, original, starts);
  const places = choosePlaces(resolved.filter(({ url }) => url === start.url));
  if (places.length === 0) throw noSource();
  const callMarks = callMarksOf(places, shape);
  const { numbers, calls } = await recordMarks(
    session,
    script.url,
    places.map((place) => place.location),
    callMarks,
    limits,
  );
  if (numbers.length === 0) throw notCalled(limits);
  const source = start.url === script.url ? text : await original?.originalText(script, start.url);
  const texts = source?.split(/\r\n|[\n\r\u2028\u2029]/) ?? [];
  const lines = measureLines(numbers, places, shape).map((line) => ({ ...line, text: texts[line.line - 1] ?? '' }));
  return { place: start, calls, lines };
}

/** Where V8 says that a function stands; null for one without a source, such as a bound one. */
async function functionLocation(
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

function shapeOf(text: string, { isModule }: Script, offset: number): FunctionShape | null {
  try {
    return describeFunction(text, isModule, offset);
  } catch {
    // V8 knows syntax that acorn does not.
    return null;
  }
}

async function resolveAll(
  locations: readonly Located[],
  script: Script,
  original: OriginalPlaces | null,
  starts: LineStarts,
): Promise<ResolvedPlace[]> {
  const resolved: ResolvedPlace[] = [];
  for (const location of locations) {
    const { lineNumber, columnNumber = 0, type } = location;
    const place =
      (await original?.resolve(script, lineNumber, columnNumber)) ?? placeOf(script.url, lineNumber, columnNumber);
    const offset = starts.offsetOf(lineNumber, columnNumber);
    resolved.push({ location, offset, url: place.url, line: place.line, isReturn: type === 'return' });
  }
  return resolved.sort((a, b) => a.offset - b.offset);
}

/** The first place of each line, and each at which the function ends. */
function choosePlaces(resolved: readonly ResolvedPlace[]): ResolvedPlace[] {
  const lines = new Set<number>();
  const offsets = new Set<number>();
  return resolved.filter(({ offset, line, isReturn }) => {
    if (offsets.has(offset) || (!isReturn && lines.has(line))) return false;
    offsets.add(offset);
    if (!isReturn) lines.add(line);
    return true;
  });
}

/**
 * The marks that tell a call: that of the first place, or, where a loop comes back to it, those at the ends of the
 * function.
 */
function callMarksOf(places: readonly MarkedPlace[], { loops }: FunctionShape): number[] {
  const [{ offset }] = places;
  if (!loops.some(({ start, end }) => offset >= start && offset < end)) return [0];
  return places.flatMap(({ isReturn }, index) => (isReturn ? [2 * index] : []));
}

function noSource(): UserError {
  return new UserError('no-function', 'that is no function whose source V8 has', {
    hint: 'name a function of the program, as handle, Cache.prototype.set or (await import("./x.js")).load; a bound one by its target',
  });
}

function notCalled({ forMs }: RecordLimits): UserError {
  return new UserError('not-called', `it was not called in ${forMs / 1000} s`, {
    hint: 'wait longer with --for, or have the service call it',
  });
}
