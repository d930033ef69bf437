import { type LineBytes, type MarkedPlace, measureLines, measureSteps } from '../analysis/line-bytes.js';
import { ExitCode, UserError } from '../errors.js';
import { describeFunction, type FunctionShape } from '../places/function-shape.js';
import { LineStarts } from '../places/line-starts.js';
import type { OriginalPlaces } from '../places/original-places.js';
import { type Place, placeOf } from '../places/place.js';
import type { Handle } from '../session/call.js';
import type { Script } from '../session/script.js';
import { scriptOf, textOfScript } from '../session/scripts.js';
import type { Session } from '../session/session.js';
import type { Isolate } from './isolate.js';
import { functionLocation } from './locate-function.js';
import { breakLocations, type RecordLimits, recordMarks } from './record-lines.js';
import { stepThrough } from './step-through.js';

/** What the lines of a function allocate. */
export interface MeasuredFunction {
  /** Where it begins. */
  readonly place: Place;
  /** How many calls were measured. */
  readonly calls: number;
  /** How long the target stood still, where it was stepped through them, ms; null where it was not. */
  readonly pausedMs: number | null;
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

/** How long to measure. */
export interface MeasureLimits extends RecordLimits {
  /** Whether to stop the target at each place, and how long it may stand still for it in all, ms; null: not at all. */
  readonly mostPausedMs: number | null;
}

/** Measured on Node 18 to 26: a stop takes 2 to 10 ms, and what each call needs beside them. */
const MS_A_STOP = 10;
const MS_A_CALL = 100;

/**
 * Measures what the lines of a function of the target allocate while it is called by others. Throws a UserError where
 * it is no function with a source of its own, or is not called in time.
 */
export async function measureFunction(
  isolate: Isolate,
  fn: Handle<object>,
  limits: MeasureLimits,
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
  const measuredPlaces = { url: script.url, places, shape };
  const { mostPausedMs } = limits;
  const measured =
    mostPausedMs === null
      ? await measureByMarks(session, measuredPlaces, limits)
      : await measureByStepping(session, measuredPlaces, limits, mostPausedMs);
  const source = start.url === script.url ? text : await original?.originalText(script, start.url);
  const texts = source?.split(/\r\n|[\n\r\u2028\u2029]/) ?? [];
  const lines = measured.lines.map((line) => ({ ...line, text: texts[line.line - 1] ?? '' }));
  return { place: start, ...measured, lines };
}

/** A function, and where it is measured. */
interface MeasuredPlaces {
  readonly url: string;
  readonly places: readonly ResolvedPlace[];
  readonly shape: FunctionShape;
}

type Measured = Pick<MeasuredFunction, 'calls' | 'pausedMs'> & { readonly lines: readonly LineBytes[] };

async function measureByMarks(
  session: Session,
  { url, places, shape }: MeasuredPlaces,
  limits: RecordLimits,
): Promise<Measured> {
  const locations = places.map(({ location }) => location);
  const callMarks = callPlacesOf(places, shape).map((place) => 2 * place);
  const { numbers, calls } = await recordMarks(session, url, locations, callMarks, limits);
  if (numbers.length === 0) throw notCalled(limits);
  return { calls, pausedMs: null, lines: measureLines(numbers, places, shape) };
}

async function measureByStepping(
  session: Session,
  { places, shape }: MeasuredPlaces,
  limits: RecordLimits,
  mostPausedMs: number,
): Promise<Measured> {
  const estimateMs = MS_A_CALL + MS_A_STOP * places.length;
  if (estimateMs > mostPausedMs) throw overBudget(estimateMs, mostPausedMs);
  const options = {
    places: places.map(({ location }) => location),
    callPlaces: callPlacesOf(places, shape),
    returnPlaces: places.flatMap(({ isReturn }, place) => (isReturn ? [place] : [])),
    waits: shape.waits.length > 0,
    calls: limits.calls,
    mostPausedMs,
  };
  const { steps, fixedBytes, calls, pausedMs } = await stepThrough(session, options, limits);
  if (steps.length === 0) throw notCalled(limits);
  if (!steps.some(({ sessions }) => sessions === 2)) throw notCalledAgain();
  return { calls: Math.min(calls - 1, limits.calls), pausedMs, lines: measureSteps(steps, fixedBytes, places, shape) };
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

/** The places that tell a call: the first, or, where a loop comes back to it, the ends of the function. */
function callPlacesOf(places: readonly MarkedPlace[], { loops }: FunctionShape): number[] {
  const [{ offset }] = places;
  if (!loops.some(({ start, end }) => offset >= start && offset < end)) return [0];
  return places.flatMap(({ isReturn }, index) => (isReturn ? [index] : []));
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

function notCalledAgain(): UserError {
  return new UserError('not-called', 'it was called once, and the next call tells what stopping takes', {
    hint: 'wait longer with --for, or allow more with --max-pause',
  });
}

function overBudget(estimateMs: number, mostPausedMs: number): UserError {
  const seconds = Math.ceil((1.5 * estimateMs) / 1000);
  return new UserError(
    'over-budget',
    `refused: to step through it would stop the target for about ${estimateMs} ms (allowed: ${mostPausedMs} ms)`,
    {
      hint: `allow it with --max-pause ${seconds}s, or with --force; without --step nothing is stopped`,
      exitCode: ExitCode.refused,
    },
  );
}
