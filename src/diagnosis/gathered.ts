import { shortPlace } from '../places/shorten.js';
import type { SeenType } from './look.js';
import type { Suspect } from './suspect.js';

/** What gathers somewhere. */
export interface Gathered {
  /** The class that tells most of it. */
  readonly name: string;
  /** As a sentence has it behind a number: what was counted, and what tells more and came with it. */
  readonly said: string;
}

/** The lower, the more a class tells. */
const RANK = { own: 0, package: 1, builtin: 2 };

/** What gathers in a suspect: of a collection it is its entries that were counted; null where that is not known. */
export function gatheredIn(suspect: Suspect): Gathered | null {
  const { collection, types, module, heap } = suspect;
  const telling = types[0]?.what;
  if (collection !== null) {
    const { holds } = collection.what;
    const isHeld = ({ what: { name } }: (typeof types)[number]) =>
      [name, wholeNameOf(name)].some((each) => holds.includes(each));
    const entry = types.find(isHeld)?.what;
    const counted = entry?.name ?? holds[0] ?? telling?.name;
    if (counted === undefined) return null;
    const tellsMore = telling !== undefined && RANK[telling.origin] < RANK[entry?.origin ?? 'builtin'];
    return tellsMore ? together(counted, telling) : { name: counted, said: counted };
  }
  const counted = telling?.name ?? heap?.held.name;
  if (counted === undefined) return null;
  // The names that Node and V8 have for it say nothing of the program.
  const isNodes = module?.startsWith('node:') === true || heap?.path.start?.kind === 'root';
  const own = isNodes ? types.find(({ what }) => what.origin !== 'builtin')?.what : undefined;
  return { name: counted, said: own === undefined ? counted : together(counted, own).said };
}

/** As a walk calls what a count tells apart by its parts. */
export function wholeNameOf(type: string): string {
  if (type.startsWith('function in ')) return 'function';
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
  const placed = location === null ? name : `${name} (${location})`;
  return { name, said: name === counted ? placed : `${counted}, with ${placed},` };
}
