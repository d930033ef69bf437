import { isSameFile } from '../places/local-path.js';
import type { SourceFunction } from '../profile/source-function.js';
import { formatCount } from '../view/format-quantities.js';
import { mayFill } from './course.js';
import { pathOf, type Suspect } from './suspect.js';

/**
 * Says of a Map that is asked before it is added to, as a cache is, that it may be one that fills: it seems to grow
 * slower, or only some of the work adds to it. What it has is asked for again, so that fewer and fewer are new. Null of
 * others.
 */
export function describeAskedFirst(suspect: Suspect, functions: readonly SourceFunction[]): string | null {
  const { collection, types, names, module } = suspect;
  const name = names.at(-1)?.replace(/^#/, '');
  if (collection?.what.kind !== 'Map' || name === undefined) return null;
  // A count tells when it was better than a walk does.
  if (![collection, ...types.slice(0, 1)].every(({ course }) => mayFill(course))) return null;
  const cache = functions.find(({ place, asked }) => asked.has(name) && isSameFile(place?.url ?? null, module));
  if (cache === undefined) return null;
  const gain = formatCount(collection.judgement.delta);
  return (
    `${pathOf(suspect)} gained ${gain}, not with each request, and is asked first (${cache.location}): it may be a ` +
    'cache that fills'
  );
}
