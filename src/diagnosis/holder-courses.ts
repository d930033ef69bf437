import type { Heap } from '../analysis/heap.js';
import { type HeapHolder, holdersOfType } from './heap-holders.js';
import type { SeenType } from './look.js';

/** A holder of objects of a class, and how many it held in each snapshot, the earliest first. */
export interface HolderCourse {
  readonly holder: HeapHolder;
  readonly numbers: readonly number[];
}

/** In how many ways objects of a class may be held that are told apart. */
const MOST_WAYS = { most: 20, leastShare: 0.02 };

/**
 * What holds the objects of a class in some snapshots, and how many it held in each; the holders of the last snapshot
 * come first.
 */
export function holderCourses(
  heaps: readonly Heap[],
  type: SeenType,
  grows: (className: string) => boolean,
): HolderCourse[] {
  const seen = heaps.map((heap) => holdersOfType(heap, type, grows, MOST_WAYS));
  const counts = seen.map((holders) => {
    const byText = new Map<string, number>();
    for (const { text, held } of holders) byText.set(text, (byText.get(text) ?? 0) + held.count);
    return byText;
  });
  const latest = new Map<string, HeapHolder>();
  for (const holder of seen.toReversed().flat()) {
    if (!latest.has(holder.text)) latest.set(holder.text, holder);
  }
  return [...latest.values()].map((holder) => ({
    holder,
    numbers: counts.map((byText) => byText.get(holder.text) ?? 0),
  }));
}
