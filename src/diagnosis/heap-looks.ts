import { classPlace } from '../analysis/class-place.js';
import type { Heap } from '../analysis/heap.js';
import { typeKey } from '../analysis/type-counts.js';
import { originOf } from '../places/origin.js';
import type { Look, SeenType } from './look.js';

/**
 * Makes looks of heap snapshots of one process, the earliest first: what a census would have counted. A file does not
 * tell when it was written, so the looks have no time between them, and nothing has a rate.
 */
export function looksOfHeaps(heaps: readonly Heap[]): Look[] {
  const at = new Date(0).toISOString();
  return heaps.map((heap) => ({
    at,
    collections: null,
    types: typesOf(heap),
    vitals: null,
    liveBytes: null,
  }));
}

function typesOf(heap: Heap): Map<string, SeenType> {
  const types = new Map<string, SeenType>();
  for (const [index, { key, name, count }] of heap.program.classes.entries()) {
    // What V8 calls its own is in brackets: (code), (object shape).
    if (count === 0 || /^\((?!string|sliced|closure)|^system \//.test(name)) continue;
    const place = classPlace(heap, key, index);
    const id = typeKey({ name, place });
    types.set(id, { name, place, origin: originOf(place?.url ?? null), count: count + (types.get(id)?.count ?? 0) });
  }
  return types;
}
