import { isSameFile } from '../places/local-path.js';
import type { SourceFunction } from '../profile/source-function.js';
import { formatCount } from '../view/format-quantities.js';
import { namesIn } from './signature.js';
import { pathOf, type Suspect } from './suspect.js';

/**
 * Says of a collection whose size its own file compares with a limit, as that of a pool, that it has not come to it. A
 * look that ends before cannot tell whether the limit holds. Null where there is none, or it is passed: a leak.
 */
export function describeLimited(suspect: Suspect, functions: readonly SourceFunction[]): string | null {
  const { collection, heap, names, module, alike } = suspect;
  const entries = collection?.what.entries ?? heap?.held.count ?? 0;
  const held = [names, ...alike.map(namesIn)].flatMap((each) => each.at(-1)?.replace(/^#/, '') ?? []);
  const inFile = functions.filter(({ place }) => isSameFile(place?.url ?? null, module));
  const found = inFile.flatMap(({ location, limits }) =>
    limits.flatMap(({ of, limit }) => (held.includes(of) && entries <= limit ? [{ location, limit }] : [])),
  );
  if (found.length === 0) return null;
  const { location, limit } = found.reduce((least, each) => (each.limit < least.limit ? each : least));
  const limited = `of a limit of ${formatCount(limit)} (${location}), as a pool does`;
  return `${pathOf(suspect)} has come to ${formatCount(entries)}, ${limited}`;
}
