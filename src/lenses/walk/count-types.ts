import { type Census, type TypeCount, typeKey } from '../../isolate/counts.js';
import { type Manner, Walk, type WalkCost } from '../../isolate/walk/walk.js';
import { scriptOf } from '../../session/scripts.js';
import type { Session } from '../../session/session.js';

/** Counts by constructor of all that a walk has reached. They are estimates where it was cut by its memory bound. */
export interface WalkedCensus extends Census {
  readonly walk: WalkCost;
}

/** What the walk may take in the target where nothing else is said, bytes. */
export const WALK_MEMORY = 256e6;

/** Far more types than a program has. */
const MOST_TYPES = 20_000;

/**
 * Counts the objects of the process by constructor, without stopping it.
 *
 * What only closures, native handles and weak collections hold may be missed. Beyond `memoryBytes` entries of large collections are
 * sampled, and counts estimated (`walk.cut`). Rejects with Interrupted when `signal` is aborted.
 */
export async function walkCensus(
  session: Session,
  { memoryBytes = WALK_MEMORY, ...manner }: Manner & { memoryBytes?: number } = {},
): Promise<WalkedCensus> {
  const everything = { sample: Number.MAX_SAFE_INTEGER, maxVisits: Number.MAX_SAFE_INTEGER, maxAsks: 100_000 };
  const walk = await Walk.start(session, { goal: 'types', ...everything, memoryBytes }, manner);
  try {
    const cost = await walk.run();
    const takenAt = new Date().toISOString();
    const { total, types: counted } = await walk.counts(MOST_TYPES);
    const types = new Map<string, TypeCount>();
    for (const { name, place, count } of counted) {
      const script = place && (await scriptOf(session, place.scriptId))?.url;
      const source = script ? { script, line: place.line + 1 } : null;
      const key = typeKey({ name, source });
      types.set(key, { name, source, count: count + (types.get(key)?.count ?? 0) });
    }
    return { takenAt, total, types, walk: cost };
  } finally {
    await walk.end();
  }
}

/** The share of a census' objects that a walk has reached, type by type: 0 to 1. */
export function shareOf(walked: Census, census: Census): number {
  let reached = 0;
  for (const [key, { count }] of census.types) reached += Math.min(count, walked.types.get(key)?.count ?? 0);
  return reached / Math.max(census.total, 1);
}
