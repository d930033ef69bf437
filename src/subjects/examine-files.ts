import type { Heap } from '../analysis/heap.js';
import { areMatched } from '../analysis/match-nodes.js';
import { looksOfHeaps } from '../diagnosis/heap-looks.js';
import { findLargeHolders } from '../diagnosis/large-holders.js';
import { findSuspects } from '../diagnosis/suspects.js';
import { trendOf } from '../diagnosis/trend.js';
import type { Context } from '../dispatch/command.js';
import type { Examination } from './examination.js';
import { UNMATCHED } from './growth-by-snapshots.js';
import { knownSnapshots, resolveFile } from './resolve-snapshots.js';

/**
 * Heap snapshots, the earliest first. One: what holds much. Several: what grew from each to the next. Throws a
 * UserError for a file that is none.
 */
export async function examineFiles(context: Context<'files'>, paths: readonly string[]): Promise<Examination> {
  const heaps = knownSnapshots(context).map(({ heap }) => heap);
  for (const path of paths) heaps.push((await resolveFile(context, path)).heap);
  const heap = heaps.at(-1)!;
  const isOne = heaps.length === 1;
  return {
    suspicion: isOne
      ? findLargeHolders(heap)
      : findSuspects(looksOfHeaps(heaps), heap, { fewest: 1, earlier: heaps.slice(0, -1) }),
    memory: null,
    heap,
    allocations: null,
    functions: [],
    files: heap.sources.files(),
    trend: trendOf([], null),
    vitals: null,
    cost: null,
    notLookedAt: unseenIn(heaps),
    since: null,
    takenAt: null,
    looks: heaps.length,
    plannedLooks: heaps.length,
  };
}

/** What the files do not show: of one, what grows; of several that cannot be matched, which objects are new. */
function unseenIn(heaps: readonly Heap[]): string[] {
  if (heaps.length === 1) return ['growth: one snapshot shows what is large; two or more show what grows'];
  const isMatched = heaps.every((heap, index) => index === 0 || areMatched(heap, heaps[index - 1]));
  return isMatched ? [] : [`which objects are new: ${UNMATCHED}`];
}
