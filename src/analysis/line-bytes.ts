import type { FunctionShape, TextRange } from '../places/function-shape.js';

/** A place in a function that is marked twice: its marks have the ids 2 × index and 2 × index + 1. */
export interface MarkedPlace {
  /** In characters of the script. */
  readonly offset: number;
  /** The line of the original source. */
  readonly line: number;
  /** The function ends here. */
  readonly isReturn: boolean;
}

/** What a line allocates. Bytes. */
export interface LineBytes {
  /** From 1, in the original file. */
  readonly line: number;
  /** How often it was passed. */
  readonly hits: number;
  /**
   * What it allocates in most of the cases; null where it was never measured: it waits for others, or collections came
   * each time.
   */
  readonly bytes: number | null;
  /** The least; null like `bytes`. */
  readonly minBytes: number | null;
  /** The most, as where a Map grew; null like `bytes`. */
  readonly maxBytes: number | null;
  /** It waits (`await`, `yield`), so that others run meanwhile. */
  readonly waits: boolean;
}

/** A place at which the thread was stopped, and what the heap held then. Bytes; null where that is unknown. */
export interface Step {
  readonly place: number;
  readonly arrivedBytes: number;
  readonly leftBytes: number | null;
  /** The same number for the same frames and scopes. */
  readonly frames: number;
  /** How many sessions V8 has told of the stop, for each of which it allocates the same: 1 or 2. */
  readonly sessions: number;
}

interface Mark {
  readonly place: number;
  readonly isSecond: boolean;
  readonly began: number;
  readonly ended: number;
}

/**
 * What the breaking and marking themselves leave between two places, beside what evaluating the conditions does: two
 * numbers of the heap.
 */
const MARKING_BYTES = 32;
/**
 * What V8 allocates after a condition for each block scope around it, and for each variable of the scope: the lists of
 * their names.
 */
const SCOPE_BYTES = 32;
const VARIABLE_BYTES = 16;
/** A collection frees kilobytes: what is a little below zero is our inexactness. */
const NOISE = 64;

/**
 * What each line of a function allocates, by the marks that were passed: three numbers each, id, and the heap’s size
 * when it began and ended. Pure.
 *
 * Between the end of a mark and the beginning of the next lie the end of evaluating one condition, the line, and the
 * beginning of evaluating the next one. Evaluating allocates kilobytes, always the same at the same place. Each place
 * has two marks, one directly after the other: what lies between these is the evaluation alone. Of that, the part that
 * comes after a mark depends on scopes and on variables without a value; it is computed (`afterBytes`).
 */
export function measureLines(
  numbers: readonly number[],
  places: readonly MarkedPlace[],
  shape: FunctionShape,
): LineBytes[] {
  const marks = readMarks(numbers);
  const entersAnew = beginsWithFirstPlace(places, shape);
  const evaluations = evaluationBytes(marks);
  const perVariable = missingValueBytes(evaluations, places, shape);
  const afterBytes = places.map(({ offset }) => afterBytesAt(offset, shape, perVariable));
  const scopeKeys = places.map(({ offset }) => scopesAt(offset, shape).join());
  const waiting = waitingPlaces(places, shape);
  const samples = places.map(() => [] as number[]);
  const hits = places.map(() => 0);
  for (let i = 0; i < marks.length; i++) {
    const [first, second, next, nextSecond] = [marks[i], marks[i + 1], marks[i + 2], marks[i + 3]];
    if (first.isSecond) continue;
    hits[first.place]++;
    const { place } = first;
    if (places[place].isReturn || waiting.has(place)) continue;
    if (!isPair(first, second) || !isPair(next, nextSecond) || (entersAnew && next.place === 0)) continue;
    const here = second.began - first.ended;
    const there = nextSecond.began - next.ended;
    // After this mark and before the next: where the scopes are the same, what comes before a mark is too.
    const evaluating =
      scopeKeys[place] === scopeKeys[next.place] ? here : there + afterBytes[place] - afterBytes[next.place];
    const bytes = next.began - second.ended - evaluating - MARKING_BYTES;
    if (here > 0 && there > 0 && bytes >= -NOISE) samples[place].push(Math.max(0, bytes));
  }
  return describeLines(places, hits, samples, waiting);
}

/**
 * What each line of a function allocates, by the steps that were made. Between two of them lie the line, `fixedBytes`,
 * and what V8 makes of the frames and scopes for each session that it tells of the second stop: so much more lies there
 * in the calls of which it told two sessions. Only those of which it told one are counted. Pure.
 */
export function measureSteps(
  steps: readonly Step[],
  fixedBytes: number,
  places: readonly MarkedPlace[],
  shape: FunctionShape,
): LineBytes[] {
  const entersAnew = beginsWithFirstPlace(places, shape);
  const waiting = waitingPlaces(places, shape);
  const sessionBytes = bytesForSession(steps);
  const samples = places.map(() => [] as number[]);
  const hits = places.map(() => 0);
  for (const [index, { place, leftBytes, sessions }] of steps.entries()) {
    if (sessions !== 1) continue;
    hits[place]++;
    const next = steps[index + 1];
    if (next?.sessions !== 1 || places[place].isReturn || waiting.has(place)) continue;
    const stopBytes = sessionBytes.get(next.frames);
    if (leftBytes === null || stopBytes === undefined || (entersAnew && next.place === 0)) continue;
    const bytes = next.arrivedBytes - leftBytes - fixedBytes - stopBytes;
    if (bytes >= -NOISE) samples[place].push(Math.max(0, bytes));
  }
  return describeLines(places, hits, samples, waiting);
}

/** What V8 allocates at a stop for a session, by its frames and scopes: what most ways from a place to the next say. */
function bytesForSession(steps: readonly Step[]): ReadonlyMap<number, number> {
  const ways = new Map<string, { readonly frames: number; readonly byOne: number[]; readonly byTwo: number[] }>();
  for (const [index, { place, frames, arrivedBytes, sessions }] of steps.entries()) {
    const before = steps[index - 1];
    if (!before || before.leftBytes === null || before.sessions !== sessions) continue;
    const key = `${before.place} ${place} ${frames}`;
    const way = ways.get(key) ?? { frames, byOne: [], byTwo: [] };
    ways.set(key, way);
    (sessions === 1 ? way.byOne : way.byTwo).push(arrivedBytes - before.leftBytes);
  }
  const seen = new Map<number, number[]>();
  for (const { frames, byOne, byTwo } of ways.values()) {
    if (byOne.length === 0 || byTwo.length === 0) continue;
    seen.set(frames, [...(seen.get(frames) ?? []), mode(byTwo) - mode(byOne)]);
  }
  return new Map([...seen].map(([frames, differences]) => [frames, mode(differences)]));
}

/** Whether a function that is at its first place has just begun. */
function beginsWithFirstPlace([{ offset }]: readonly MarkedPlace[], { loops }: FunctionShape): boolean {
  return !loops.some((loop) => contains(loop, offset));
}

function waitingPlaces(places: readonly MarkedPlace[], shape: FunctionShape): ReadonlySet<number> {
  return new Set(places.flatMap(({ offset }, index) => (isWaiting(offset, places, shape) ? [index] : [])));
}

function describeLines(
  places: readonly MarkedPlace[],
  hits: readonly number[],
  samples: readonly (readonly number[])[],
  waiting: ReadonlySet<number>,
): LineBytes[] {
  return places.flatMap(({ line, isReturn }, place) =>
    isReturn ? [] : [{ line, hits: hits[place], ...summarize(samples[place]), waits: waiting.has(place) }],
  );
}

function readMarks(numbers: readonly number[]): Mark[] {
  const marks: Mark[] = [];
  for (let i = 0; i < numbers.length; i += 3) {
    const [id, began, ended] = numbers.slice(i, i + 3);
    marks.push({ place: id >> 1, isSecond: (id & 1) === 1, began, ended });
  }
  return marks;
}

function isPair(first: Mark | undefined, second: Mark | undefined): boolean {
  return (
    first !== undefined && second !== undefined && !first.isSecond && second.isSecond && first.place === second.place
  );
}

/** What evaluating a condition allocates at each place, most often. */
function evaluationBytes(marks: readonly Mark[]): ReadonlyMap<number, number> {
  const all = new Map<number, number[]>();
  for (let i = 0; i + 1 < marks.length; i++) {
    if (!isPair(marks[i], marks[i + 1])) continue;
    const { place, ended } = marks[i];
    const values = all.get(place) ?? [];
    all.set(place, values);
    values.push(marks[i + 1].began - ended);
  }
  return new Map([...all].map(([place, values]) => [place, mode(values)]));
}

/**
 * What V8 allocates for a variable without a value, as newer versions do, 600 to 800 bytes: by two places of the same
 * scopes of which one has that variable less. What most variables take, for those of which nothing is known.
 */
function missingValueBytes(
  evaluations: ReadonlyMap<number, number>,
  places: readonly MarkedPlace[],
  shape: FunctionShape,
): (variable: string) => number {
  const known = new Map<string, number>();
  for (const [a, bytesAtA] of evaluations) {
    for (const [b, bytesAtB] of evaluations) {
      if (scopesAt(places[a].offset, shape).join() !== scopesAt(places[b].offset, shape).join()) continue;
      const inB = new Set(withoutValueAt(places[b].offset, shape));
      const more = withoutValueAt(places[a].offset, shape).filter((variable) => !inB.has(variable));
      if (more.length === 1) known.set(more[0], Math.max(0, bytesAtA - bytesAtB));
    }
  }
  const usual = mode([...known.values()]);
  return (variable) => known.get(variable) ?? usual;
}

function afterBytesAt(offset: number, shape: FunctionShape, perVariable: (variable: string) => number): number {
  const scopes = scopesAt(offset, shape).map((index) => shape.scopes[index].initialisedAt.length);
  const lists = scopes.reduce((sum, variables) => sum + SCOPE_BYTES + VARIABLE_BYTES * variables, 0);
  return withoutValueAt(offset, shape).reduce((sum, variable) => sum + perVariable(variable), lists);
}

/** The scopes around an offset, by their indexes. */
function scopesAt(offset: number, { scopes }: FunctionShape): number[] {
  return [...scopes.keys()].filter((index) => contains(scopes[index], offset));
}

/** The variables around an offset that have no value there, by their scopes and positions. */
function withoutValueAt(offset: number, shape: FunctionShape): string[] {
  return scopesAt(offset, shape).flatMap((scope) =>
    shape.scopes[scope].initialisedAt.flatMap((end, index) => (end > offset ? [`${scope}.${index}`] : [])),
  );
}

/** Whether the function waits before it comes to the next place. */
function isWaiting(offset: number, places: readonly MarkedPlace[], { waits }: FunctionShape): boolean {
  const next = Math.min(...places.map((place) => place.offset).filter((other) => other > offset));
  // What waits behind this place, and has no place of its own.
  const isBehind = (wait: TextRange): boolean => wait.start > offset && wait.start < next && !contains(wait, next);
  return waits.some((wait) => contains(wait, offset) || isBehind(wait));
}

function contains({ start, end }: TextRange, offset: number): boolean {
  return offset >= start && offset < end;
}

function summarize(samples: readonly number[]): Pick<LineBytes, 'bytes' | 'minBytes' | 'maxBytes'> {
  if (samples.length === 0) return { bytes: null, minBytes: null, maxBytes: null };
  return { bytes: mode(samples), minBytes: Math.min(...samples), maxBytes: Math.max(...samples) };
}

/** The most frequent value, of several the least; 0 of none. */
function mode(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let best = 0;
  let most = 0;
  for (const [value, count] of counts) {
    if (count < most || (count === most && value > best)) continue;
    best = value;
    most = count;
  }
  return best;
}
