import { diff } from '../../analysis/diff.js';
import type { Context } from '../../dispatch/context.js';
import { type Repetition, repeated } from '../../dispatch/repeat.js';
import { perMinute } from '../../isolate/growth-series.js';
import type { LiveSnapshot } from '../../isolate/snapshots.js';
import { takeSnapshot } from '../../lenses/snapshot/take-snapshot.js';
import { UNMATCHED } from '../diff.js';
import type { Growth, GrowthRow } from '../growth.js';

/**
 * What has grown from snapshot to snapshot, object by object. A single look compares with the latest that the user has taken; a series has a
 * base of its own, and at the end, or at Ctrl-C, also tells what has grown since.
 */
export async function* snapshotGrowth(
  context: Context<'live'>,
  most: number,
  repetition: Repetition,
): AsyncGenerator<Growth> {
  const isSeries = repetition.everyMs !== null;
  const { list: snapshots } = context.target.snapshots;
  let last = isSeries ? undefined : (snapshots.findLast(({ isAsked }) => isAsked) ?? snapshots.at(-1));
  let base = last;
  let looks = 0;
  let always: ReadonlySet<string> = new Set();
  const describe = (now: LiveSnapshot, earlier: LiveSnapshot, grown = compare(context, now, earlier)): Growth => {
    const types = grown.types.slice(0, most).map((row) => ({ ...row, always: looks > 2 && always.has(typeKey(row)) }));
    return { ...grown, types, more: grown.types.length - types.length };
  };
  for await (const now of repeated(repetition, context.signal, () => takeSnapshot(context))) {
    looks++;
    if (last === undefined) {
      yield { since: null, takenAt: now.takenAt, ms: 0, types: [], more: 0, totalDelta: null };
    } else {
      const grown = compare(context, now, last);
      const keys = grown.types.filter(({ delta }) => delta > 0).map(typeKey);
      const before = always;
      always = new Set(looks === 2 ? keys : keys.filter((key) => before.has(key)));
      yield describe(now, last, grown);
    }
    base ??= now;
    last = now;
  }
  if (isSeries && looks > 1) yield { ...describe(last!, base!), looks };
}

/** All that has grown from one snapshot to another, in number or in bytes; that which takes most more first. */
function compare({ notice }: Context<'live'>, now: LiveSnapshot, earlier: LiveSnapshot): Growth {
  const { types, total, isMatched } = diff(now.heap, earlier.heap, Number.POSITIVE_INFINITY);
  if (!isMatched) notice(UNMATCHED);
  const ms = Date.parse(now.takenAt) - Date.parse(earlier.takenAt);
  const rows = types
    .filter(({ deltaBytes, delta }) => deltaBytes > 0 || delta > 0)
    .map(({ name, location, count, delta, deltaBytes, ...each }) => ({
      name,
      location,
      count,
      new: each.new,
      deleted: each.deleted,
      delta,
      perMinute: perMinute(delta, ms),
      always: false,
      own: location !== null && !location.startsWith('node:'),
      shallowDeltaBytes: deltaBytes,
    }));
  return {
    since: earlier.takenAt,
    takenAt: now.takenAt,
    ms,
    types: rows,
    more: 0,
    totalDelta: total.delta,
  };
}

function typeKey({ name, location }: GrowthRow): string {
  return `${name}\n${location}`;
}
