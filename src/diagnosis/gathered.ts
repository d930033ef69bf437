import { shortPlace } from '../places/shorten.js';
import type { Grown, SeenType } from './look.js';
import type { HeldType, Suspect } from './suspect.js';

/** What gathers somewhere. */
export interface Gathered {
  /** The class that tells most of it. */
  readonly name: string;
  /** The class of what was counted, which is another where something tells more and came with it. */
  readonly counted: string;
  /** As a sentence has it behind a number: what was counted, and what tells more and came with it. */
  readonly said: string;
}

/** The lower, the more a class tells. */
const RANK = { own: 0, package: 1, builtin: 2 };

/** What gathers in a suspect: of a collection it is its entries that were counted; null where that is not known. */
export function gatheredIn(suspect: Suspect): Gathered | null {
  const { collection, types, module, heap } = suspect;
  const [telling] = types;
  if (collection !== null) {
    // Bound functions and those of a place are all functions to a walk: the nearest are the entries.
    const [entry] = types.filter(isHeldBy(suspect)).sort(byNearness);
    const counted = entry?.what.name ?? collection.what.holds[0] ?? telling?.what.name;
    if (counted === undefined) return null;
    const tellsMore = telling !== undefined && RANK[telling.what.origin] < RANK[entry?.what.origin ?? 'builtin'];
    return tellsMore ? together(counted, telling.what) : { name: counted, counted, said: pluralOf(counted) };
  }
  const counted = telling?.what.name ?? heap?.held.name;
  if (counted === undefined) return null;
  // The names that Node and V8 have for it say nothing of the program.
  const isNodes = module?.startsWith('node:') === true || heap?.path.start?.kind === 'root';
  const own = isNodes ? types.find(({ what }) => what.origin !== 'builtin')?.what : undefined;
  return { name: counted, counted, said: own === undefined ? pluralOf(counted) : together(counted, own).said };
}

/**
 * Of classes that grew in one suspect, what the holder has in itself before what hangs on that, if none tells more; of
 * functions, which only their places tell apart, the nearest first.
 */
export function heldFirst(suspect: Pick<Suspect, 'collection' | 'heap' | 'types'>): HeldType[] {
  const isHeld = isHeldBy(suspect);
  const rank = (type: HeldType) => 2 * RANK[type.what.origin] + (isHeld(type) ? 0 : 1);
  return [...suspect.types].sort((a, b) => rank(a) - rank(b) || byNearness(a, b));
}

function byNearness(a: HeldType, b: HeldType): number {
  return (a.steps ?? Number.MAX_SAFE_INTEGER) - (b.steps ?? Number.MAX_SAFE_INTEGER);
}

/** Tells whether a holder has objects of a class in itself. */
function isHeldBy({ collection, heap }: Pick<Suspect, 'collection' | 'heap'>): (type: Grown<SeenType>) => boolean {
  const step = heap?.path.steps[heap.path.suspect];
  const held = collection?.what.holds ?? (step ? [step.name, step.type] : []);
  return ({ what: { name } }) => held.includes(name) || held.includes(wholeNameOf(name));
}

/** Names that are words, not those of classes: `functions in users.js:3`, `strings`. */
function pluralOf(name: string): string {
  const word = name.replace(/^\((.*)\)$/, '$1');
  if (word.startsWith('function in ')) return word.replace('function', 'functions');
  if (word === 'Function' || word === 'closure') return 'functions';
  return /^(function|number|bigint|symbol|(.* )?string)$/.test(word) ? `${word}s` : name;
}

/** As a walk calls what a count tells apart by its parts. */
export function wholeNameOf(type: string): string {
  if (/^(function in|bound) /.test(type)) return 'function';
  if (type.startsWith('{')) return 'Object';
  return /^(Array|Map|Set) (?:of |\()/.exec(type)?.[1] ?? type;
}

/** Where a class stands, as people read it; null where that is not known, and where its name tells it. */
export function locationBeside({ name, place }: SeenType): string | null {
  const location = place && shortPlace(place);
  return location === null || name.includes(location) ? null : location;
}

function together(counted: string, telling: SeenType): Gathered {
  const { name } = telling;
  const location = locationBeside(telling);
  const placed = location === null ? pluralOf(name) : `${name} (${location})`;
  return { name, counted, said: name === counted ? placed : `${pluralOf(counted)}, with ${placed},` };
}
