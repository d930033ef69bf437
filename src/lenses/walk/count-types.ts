import {
  addType,
  collectionName,
  functionName,
  shapeName,
  shareOf,
  type TypeCount,
} from '../../analysis/type-counts.js';
import type { TypeCount as WalkedCount } from '../../injected/walk/type-counter.js';
import type { Isolate } from '../../isolate/isolate.js';
import { locateFunction } from '../../isolate/locate-function.js';
import { Walk, type WalkControl } from '../../isolate/walk/walk.js';
import type { OriginalPlaces } from '../../places/original-places.js';
import type { Place } from '../../places/place.js';
import type { LookedTypeCounts } from '../lens.js';

/** Far more types than a program has. */
const MOST_TYPES = 20_000;

/**
 * Counts the objects of an isolate by constructor, without stopping it.
 *
 * What only closures, native handles and weak collections hold may be missed. Beyond `memoryBytes` entries of large
 * collections are sampled, and counts estimated (`walk.cut`). Rejects with Interrupted when `signal` is aborted.
 */
export async function countByWalk(
  { session, counts }: Pick<Isolate, 'session' | 'counts'>,
  {
    memoryBytes,
    places = null,
    ...control
  }: WalkControl & { readonly memoryBytes: number; readonly places?: OriginalPlaces | null },
): Promise<LookedTypeCounts> {
  const everything = { sample: Number.MAX_SAFE_INTEGER, maxVisits: Number.MAX_SAFE_INTEGER, maxAsks: 100_000 };
  const walk = await Walk.start(session, { goal: 'types', ...everything, memoryBytes }, control);
  try {
    const cost = await walk.run();
    const takenAt = new Date().toISOString();
    const { total, types: counted } = await walk.counts(MOST_TYPES);
    const types = new Map<string, TypeCount>();
    for (const each of counted) {
      const found = each.place && (await locateFunction(session, each.place, places));
      const place = found?.place ?? null;
      const name = nameOf(each, found?.name ?? each.name, place);
      addType(types, { name, place, count: each.count, ...(each.container && { partOf: each.container }) });
    }
    const walked = { takenAt, total, types };
    return { ...walked, liveBytes: null, walk: { ...cost, share: counts.census && shareOf(walked, counts.census) } };
  } finally {
    await walk.end();
  }
}

function nameOf({ container, keys }: WalkedCount, name: string, place: Place | null): string {
  if (container === 'Function') return place ? functionName(place) : name;
  const content = keys === null ? name : shapeName(keys);
  return container === null || container === 'Object' ? content : collectionName(container, content);
}
