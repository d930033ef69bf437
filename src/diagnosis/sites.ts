import { isSameFile } from '../places/local-path.js';
import type { AllocatorRow } from '../profile/allocations.js';
import type { Site } from './diagnosis.js';
import type { Suspect } from './suspects.js';

/** What allocates less than this share of what is alive says nothing. */
const LEAST_SHARE = 0.05;
const MOST_SITES = 3;

/**
 * The functions that allocate what a suspect gathers. A sampler does not know the classes of its samples: what joins is
 * the file of the class, or else that of the holder.
 */
export function sitesOf(suspect: Suspect, functions: readonly AllocatorRow[], liveBytes: number): Site[] {
  const files = [...suspect.types.map(({ what }) => what.place?.url ?? null), suspect.module];
  const isInFiles = ({ place }: AllocatorRow) => place !== null && files.some((url) => isSameFile(url, place.url));
  return functions
    .filter((row) => row.selfBytes >= LEAST_SHARE * liveBytes && isInFiles(row))
    .slice(0, MOST_SITES)
    .map(({ name, place, location, selfBytes: bytes }) => ({ name, place, location, bytes }));
}
