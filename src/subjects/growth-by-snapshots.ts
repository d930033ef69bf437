import { type Diff, diff } from '../analysis/diff.js';
import { perMinute } from '../analysis/growth.js';
import { type LiveContext, type PageContext, takenSnapshots } from '../dispatch/command.js';
import { type Repetition, repeat } from '../dispatch/repeat.js';
import type { LiveSnapshot } from '../isolate/snapshots.js';
import type { GrowthResult, GrowthRow } from '../lenses/growth-result.js';
import { originOf } from '../places/origin.js';

/** Why what is new and what is gone cannot be told. */
export const UNMATCHED =
  'compared by class: the snapshots number their objects differently, as those of two processes do, those of forked ' +
  'children, and those of one process from which a debugger has detached meanwhile';

/**
 * What has grown from snapshot to snapshot, object by object. A single look compares with the latest that the user has
 * taken; a series has a base of its own, and at the end, or at Ctrl-C, also gives what has grown since.
 */
export async function* growthBySnapshots(
  context: LiveContext | PageContext,
  n: number,
  repetition: Repetition,
): AsyncGenerator<GrowthResult> {
  const { signal, notice } = context;
  const isSeries = repetition.everyMs !== null;
  const { list } = takenSnapshots(context);
  let last = isSeries ? undefined : (list.findLast(({ isAsked }) => isAsked) ?? list.at(-1));
  let base = last;
  let looks = 0;
  let always: ReadonlySet<string> = new Set();
  const compare = (now: LiveSnapshot, earlier: LiveSnapshot): GrowthResult => {
    const difference = diff(now.heap, earlier.heap, Number.POSITIVE_INFINITY);
    if (!difference.isMatched) notice(UNMATCHED);
    return describeGrowth(difference, now, earlier);
  };
  const shorten = (grown: GrowthResult): GrowthResult => {
    const types = grown.types.slice(0, n).map((row) => ({ ...row, always: looks > 2 && always.has(keyOf(row)) }));
    return { ...grown, types, more: grown.types.length - types.length };
  };
  for await (const now of repeat(repetition, signal, () => context.takeHeap({ file: null, isAsked: true }))) {
    looks++;
    if (last === undefined) {
      yield { since: null, takenAt: now.takenAt, ms: 0, types: [], more: 0, totalDelta: null };
    } else {
      const grown = compare(now, last);
      const keys = grown.types.filter(({ delta }) => delta > 0).map(keyOf);
      const before = always;
      always = new Set(looks === 2 ? keys : keys.filter((key) => before.has(key)));
      yield shorten(grown);
    }
    base ??= now;
    last = now;
  }
  if (isSeries && looks > 1) yield { ...shorten(compare(last!, base!)), looks };
}

/** All that has grown, in number or in bytes; that which takes most more first. */
function describeGrowth({ types, total }: Diff, now: LiveSnapshot, earlier: LiveSnapshot): GrowthResult {
  const ms = Date.parse(now.takenAt) - Date.parse(earlier.takenAt);
  const rows = types
    .filter(({ deltaBytes, delta }) => deltaBytes > 0 || delta > 0)
    .map(({ name, location, place, count, delta, deltaBytes, ...each }) => ({
      name,
      location,
      place,
      count,
      new: each.new,
      deleted: each.deleted,
      delta,
      perMinute: perMinute(delta, ms),
      always: false,
      shrank: false,
      origin: originOf(place?.url ?? null),
      shallowDeltaBytes: deltaBytes,
    }));
  return { since: earlier.takenAt, takenAt: now.takenAt, ms, types: rows, more: 0, totalDelta: total.delta };
}

function keyOf({ name, location }: GrowthRow): string {
  return `${name}\n${location}`;
}
