import { timesToFill } from '../analysis/theil-sen.js';
import { judgeTrend, type SizeTrend, type TrendVerdict } from '../analysis/trend.js';
import type { LiveSize } from '../isolate/live-sizes.js';
import type { Memory } from '../isolate/memory.js';

/** What was alive at one moment. */
interface LivePoint {
  /** When, ISO 8601. */
  readonly at: string;
  /** The live size of the heap. */
  readonly bytes: number;
  /** What JavaScript objects hold outside of it. */
  readonly externalBytes: number;
  /** Whether we have asked for the collection. */
  readonly forced: boolean;
}

/** Whether what stays alive grows. */
export interface TrendResult {
  /**
   * `leak`, `warming-up`, `undecided` or `stable`: that of the heap or of external memory, whichever comes first in
   * this list.
   */
  readonly verdict: TrendVerdict;
  /** Which of the two this is. */
  readonly memory: 'heap' | 'external';
  /** How fast it grows, in the second half of the look; null where there were too few collections. */
  readonly bytesPerHour: number | null;
  /**
   * When a limit will be reached if it goes on like this, the earliest and the latest, ISO 8601; null where that cannot
   * be said.
   */
  readonly limitAt: readonly [string, string] | null;
  /** Which limit comes first. */
  readonly limit: 'heap limit' | 'container limit' | null;
  /** The trend of the heap. */
  readonly heap: SizeTrend;
  /** The trend of what JavaScript objects hold outside of the heap. */
  readonly external: SizeTrend;
  /** The sizes after full collections. */
  readonly live: readonly LivePoint[];
  /** The longest of these collections, ms. */
  readonly longestPauseMs: number;
}

const VERDICTS: readonly TrendVerdict[] = ['leak', 'warming-up', 'undecided', 'stable'];

/** The trend of live sizes, in a process with such totals now. */
export function judgeLiveSizes(sizes: readonly LiveSize[], memory: Memory): TrendResult {
  const heap = judgeTrend(sizes.map(({ at, heapBytes }) => ({ at, bytes: heapBytes })));
  const external = judgeTrend(sizes.map(({ at, externalBytes }) => ({ at, bytes: externalBytes })));
  const isExternal = VERDICTS.indexOf(external.verdict) < VERDICTS.indexOf(heap.verdict);
  const { verdict, halves } = isExternal ? external : heap;
  return {
    verdict,
    memory: isExternal ? 'external' : 'heap',
    bytesPerHour: halves?.[1].bytesPerHour ?? null,
    ...(verdict === 'leak' ? firstLimit(heap, external, sizes.at(-1)!, memory) : { limitAt: null, limit: null }),
    heap,
    external,
    live: sizes.map(({ at, heapBytes, externalBytes, isForced }) => ({
      at: new Date(at).toISOString(),
      bytes: heapBytes,
      externalBytes,
      forced: isForced,
    })),
    longestPauseMs: Math.max(0, ...sizes.map(({ pauseMs }) => pauseMs)),
  };
}

/** The limit that is reached first: that of the heap by what leaks in it, or the container’s by either. */
function firstLimit(
  heap: SizeTrend,
  external: SizeTrend,
  { at, heapBytes }: LiveSize,
  { heapLimitBytes, limitBytes, rssBytes }: Memory,
): Pick<TrendResult, 'limitAt' | 'limit'> {
  const candidates: { limit: 'heap limit' | 'container limit'; roomBytes: number; trend: SizeTrend }[] = [];
  if (heap.verdict === 'leak')
    candidates.push({ limit: 'heap limit', roomBytes: heapLimitBytes - heapBytes, trend: heap });
  for (const trend of [heap, external])
    if (trend.verdict === 'leak' && limitBytes !== null)
      candidates.push({ limit: 'container limit', roomBytes: limitBytes - rssBytes, trend });
  let first: Pick<TrendResult, 'limitAt' | 'limit'> = { limitAt: null, limit: null };
  let earliest = Number.POSITIVE_INFINITY;
  for (const { limit, roomBytes, trend } of candidates) {
    const [low, high] = trend.halves![1].range;
    const limitAt = timesToFill(at, roomBytes, { low, high });
    if (limitAt === null || Date.parse(limitAt[0]) >= earliest) continue;
    earliest = Date.parse(limitAt[0]);
    first = { limit, limitAt };
  }
  return first;
}
