import { defineCommand } from '../dispatch/command.js';
import type { Context } from '../dispatch/context.js';
import {
  areComparable,
  type CountArguments,
  type Counted,
  type CountingWalk,
  countByCensus,
  countOptions,
  countTypes,
  isOwn,
  placeOf,
} from '../dispatch/count-types.js';
import { type Repetition, repeated, repetitionOf } from '../dispatch/repeat.js';
import { positive } from '../dispatch/values.js';
import { ExitCode, UserError } from '../errors.js';
import type { Census } from '../isolate/counts.js';
import { GrowthSeries, type Growth as LiveGrowth, perMinute } from '../isolate/growth-series.js';
import { renderGrowth } from '../view/text/growth.js';
import { snapshotGrowth } from './growth/snapshot-growth.js';

/** How a type has grown. */
export interface GrowthRow {
  readonly name: string;
  readonly location: string | null;
  readonly count: number;
  /** Objects that are new and that are gone; null where only numbers are compared, or objects cannot be matched. */
  readonly new: number | null;
  readonly deleted: number | null;
  readonly delta: number;
  readonly perMinute: number | null;
  /** It has grown at every look. */
  readonly always: boolean;
  /** The program's own class, not one of Node's or V8's. */
  readonly own: boolean;
  readonly shallowDeltaBytes: number | null;
}

/** What has grown. `since`: null when this was the first look, with which later ones compare. */
export interface Growth {
  readonly since: string | null;
  readonly takenAt: string;
  /** Between the two. */
  readonly ms: number;
  readonly types: readonly GrowthRow[];
  readonly more: number;
  /** Null at the first look. */
  readonly totalDelta: number | null;
  /** Of the last result of a series, since its base: how many looks there were. */
  readonly looks?: number;
  /** Counted by a walk: what it saw and cost. */
  readonly walk?: CountingWalk;
}

/** What has grown since an earlier look. */
export const growthCommand = defineCommand({
  name: 'growth',
  summary: 'what has grown since the last look: counts, deltas, rates',
  help:
    'The first call sets the base; each later one compares with the one before. With a mark (.mark before, then .growth ' +
    '--since before) it compares with that, and the looks without go on as if it had not been; with --every, the mark ' +
    'is the base. Types that grew at every look are marked with ▲: those that only ever grow are the leak. Each look ' +
    'counts all objects (see types), and stalls the target as long; --snapshot compares heap snapshots object by object ' +
    'instead, with sizes, and takes one at each look.',
  examples: ['', '--every 30s --count 10'],
  on: ['live'],
  positionals: { n: { type: 'number', describe: 'how many types', default: 15 } },
  options: {
    since: { type: 'string', describe: 'a mark to compare with' },
    every: { type: 'string', describe: 'look again and again, after so long a time' },
    count: { type: 'number', describe: 'so many looks in all, the first of which is the base (with --every)' },
    snapshot: { type: 'boolean', describe: 'compare snapshots, object by object' },
    ...countOptions,
  },
  async *run(context, { n, since, every, count, snapshot, ...args }): AsyncGenerator<Growth> {
    const most = positive(n, 'n');
    if (snapshot) {
      checkSnapshot(since, args);
      yield* snapshotGrowth(context, most, repetitionOf({ every, count }));
    } else if (every === undefined && count === undefined) yield await once(context, most, since, args);
    else yield* series(context, most, since, { ...args, ...repetitionOf({ every, count }) });
  },
  render: renderGrowth,
});

async function once(
  context: Context<'live'>,
  most: number,
  since: string | undefined,
  args: CountArguments,
): Promise<Growth> {
  const { target } = context;
  const mark = markOf(context, since);
  const counted = await countTypes(context, args);
  if (mark) {
    checkMark(mark, counted);
    return describe((target.counts.growth ?? new GrowthSeries(mark)).since(counted, mark), counted, most);
  }
  if (target.counts.growth && !areComparable(target.counts.growth.base, counted)) target.counts.growth = null;
  target.counts.growth ??= new GrowthSeries(counted);
  if (target.counts.growth.base === counted) return first(counted);
  return describe(target.counts.growth.next(counted), counted, most);
}

/** Looks again and again; at the end, or at Ctrl-C, also tells what has grown since the mark, or else the first look. */
async function* series(
  context: Context<'live'>,
  most: number,
  since: string | undefined,
  { everyMs, count, ...args }: Repetition & CountArguments,
): AsyncGenerator<Growth> {
  const mark = markOf(context, since);
  let growth = mark && new GrowthSeries(mark);
  let last: Counted | null = null;
  // All look through the same lens as the first, whether or not a census fits the budget later.
  const look = () => {
    if (last === null) return countTypes(context, args);
    return last.walk === null ? countByCensus(context) : countTypes(context, { ...args, pause: false });
  };
  let looks = 0;
  for await (const counted of repeated({ everyMs, count }, context.signal, look)) {
    looks++;
    if (mark) checkMark(mark, counted);
    yield growth ? describe(growth.next(counted), counted, most) : first(counted);
    growth ??= new GrowthSeries(counted);
    last = counted;
  }
  if (growth && last && growth.steps > 0) yield { ...describe(growth.sinceBase(), last, most), looks };
}

/** Throws a UserError of exit code 2 for what snapshots cannot be compared with. */
function checkSnapshot(since: string | undefined, { pause }: CountArguments): void {
  if (since === undefined && pause) return;
  const [option, hint] =
    since === undefined
      ? ['--no-pause', 'a snapshot always stalls the target: leave out one of the two']
      : ['--since', 'a mark holds counts only: leave out --snapshot, or compare snapshots with .snapshot and .diff'];
  throw new UserError('usage', `growth --snapshot does not go with ${option}`, { hint, exitCode: ExitCode.usage });
}

/** The mark to compare with, null where none is asked for. Throws a UserError where there is none of this name. */
function markOf({ target }: Context<'live'>, name: string | undefined): Census | null {
  if (name === undefined) return null;
  const mark = target.counts.marks.get(name);
  if (mark) return mark;
  const names = [...target.counts.marks.keys()];
  throw new UserError('unknown-mark', `there is no mark ${name}`, {
    hint:
      names.length > 0
        ? `these were set: ${names.join(', ')}`
        : `a mark lives as long as its console: .mark ${name} sets one there`,
  });
}

/** Throws a UserError where a look is not to be compared with a mark. */
function checkMark(mark: Census, counted: Counted): void {
  if (areComparable(mark, counted)) return;
  throw new UserError('other-lens', 'the mark and this look were not counted in the same way', {
    hint: 'a census counts all objects, a walk (--no-pause) those that it reaches: compare each with its like',
  });
}

function first(counted: Counted): Growth {
  const { takenAt } = counted;
  return { since: null, takenAt, ms: 0, types: [], more: 0, totalDelta: null, ...walkOf(counted) };
}

function describe({ since, takenAt, ms, types, totalDelta }: LiveGrowth, counted: Counted, most: number): Growth {
  const rows = types.slice(0, most).map((type) => ({
    name: type.name,
    location: placeOf(type),
    count: type.count,
    new: null,
    deleted: null,
    delta: type.delta,
    perMinute: perMinute(type.delta, ms),
    always: type.always,
    own: isOwn(type),
    shallowDeltaBytes: null,
  }));
  return { since, takenAt, ms, types: rows, more: types.length - rows.length, totalDelta, ...walkOf(counted) };
}

function walkOf({ walk }: Counted): Pick<Growth, 'walk'> {
  return walk === null ? {} : { walk };
}
