import { type Growth as CountedGrowth, GrowthSeries, perMinute } from '../analysis/growth.js';
import { selectTypes, type TypeCounts } from '../analysis/type-counts.js';
import { COUNT, FLAG, TEXT } from '../dispatch/argument.js';
import { type Context, defineCommand, type LiveContext, type OfProcess } from '../dispatch/command.js';
import { mergeRows, sum } from '../dispatch/merge-rows.js';
import { INTERVAL, type Repetition, repeat, repetitionOf } from '../dispatch/repeat.js';
import { type CountSettings, countLens, countOptions } from '../dispatch/walk-options.js';
import { ExitCode, UserError } from '../errors.js';
import type { Isolate } from '../isolate/isolate.js';
import type { GrowthResult, GrowthRow } from '../lenses/growth-result.js';
import type { LookedTypeCounts } from '../lenses/lens.js';
import { originOf } from '../places/origin.js';
import { describePlace } from '../places/shorten.js';
import { growthBySnapshots } from '../subjects/growth-by-snapshots.js';
import { formatDuration } from '../view/format-duration.js';
import { viewGrowth } from '../view/growth.js';

/** What has grown since an earlier look. */
export const growthCommand = defineCommand({
  name: 'growth',
  group: 'counts',
  summary: 'what has grown since the last look: counts, deltas, rates',
  help:
    'The first call sets the base; each later one compares with the one before. With a mark (.mark before, then ' +
    '.growth --since before) it compares with that. Looks without --since still compare with the look before. With ' +
    '--every, the mark is the base. Types that grew at every look are marked with ▲: those that only ever grow are ' +
    'the leak. Each look counts all objects (see types), and stalls the target as long; texts and numbers count where ' +
    'large collections hold them (string in Map). --snapshot compares heap snapshots object by object instead, with ' +
    'sizes, and takes one at each look.',
  examples: ['', '--every 30s --count 10'],
  consoleExamples: ['--since before'],
  on: ['live', 'page'],
  positionals: { n: { kind: COUNT, default: 15, describe: 'how many types' } },
  options: {
    since: { kind: TEXT, describe: 'a mark to compare with' },
    for: {
      kind: INTERVAL,
      describe: 'look twice, this far apart (in the shell the default is 10s)',
    },
    every: { kind: INTERVAL, describe: 'look again and again, this far apart' },
    count: { kind: COUNT, describe: 'end after this many looks, the first of which is the base (with --every)' },
    snapshot: { kind: FLAG, default: false, describe: 'compare snapshots, object by object' },
    ...countOptions,
  },
  async *run(context, { n, since, for: between, every, count, snapshot, ...settings }): AsyncGenerator<GrowthResult> {
    const repetition = repetitionOfGrowth(context, { between, every, count, since });
    if (between !== undefined || repetition.isImplied)
      context.notice(`the second look follows in ${formatDuration(repetition.everyMs!)}`);
    if (snapshot || context.kind === 'page') {
      checkSnapshotOptions(since, settings);
      yield* growthBySnapshots(context, n, repetition);
    } else if (repetition.everyMs === null && count === undefined) yield await lookOnce(context, n, since, settings);
    else yield* lookRepeatedly(context, n, since, repetition, settings);
  },
  merge: {
    // What has grown most in one process may be further down in another.
    ask: (args) => ({ ...args, n: 4 * args.n }),
    combine: combineGrowth,
  },
  view: viewGrowth,
  next: nextAfterGrowth,
});

/**
 * Who holds what grew; where its name is everybody's, how to tell them apart; where nothing grew, whether another
 * memory did.
 */
function nextAfterGrowth({ since, types }: GrowthResult): string | null {
  if (since === null) return null;
  const grown = types.filter(({ name, delta }) => delta > 0 && !name.startsWith('system / '));
  const first = grown.find(({ origin }) => origin === 'own') ?? grown.at(0);
  if (first === undefined) return '.mem, which tells whether another memory grows';
  if (/ in (Array|Map|Set|Object)$/.test(first.name))
    return `.collections, which names them, or .retainers ${first.name}`;
  const [many] = /^(?:\{.*\}|(?:Object|Array|Function|Map|Set)\b)/s.exec(first.name) ?? [];
  if (many !== undefined && first.origin === 'builtin')
    return `.collections, which tells them apart by name, or .retainers ${many} --new, from snapshots`;
  return first.name.startsWith('function in ') ? '.collections, or .diagnose' : `.retainers ${first.name}`;
}

/** What has grown in several processes, by names and places. */
function combineGrowth(results: readonly OfProcess<GrowthResult>[], { n }: { n: number }): GrowthResult {
  const [{ result: first }] = results;
  const types = mergeRows(
    results,
    ({ types }) => types,
    ({ name, location }) => `${location} ${name}`,
    (rows): GrowthRow => ({
      ...rows[0].row,
      count: rows.reduce((total, { row }) => total + row.count, 0),
      delta: rows.reduce((total, { row }) => total + row.delta, 0),
      new: sum(rows.map(({ row }) => row.new)),
      deleted: sum(rows.map(({ row }) => row.deleted)),
      perMinute: sum(rows.map(({ row }) => row.perMinute)),
      shallowDeltaBytes: sum(rows.map(({ row }) => row.shallowDeltaBytes)),
      always: rows.every(({ row }) => row.always),
      shrank: rows.some(({ row }) => row.shrank),
      processes: rows.map(({ pid, row: { count, delta } }) => ({ pid, count, delta })),
    }),
  );
  const totalDelta = sum(results.map(({ result }) => result.totalDelta));
  const more = first.more + Math.max(0, types.length - n);
  return { ...first, types: types.slice(0, n), more, totalDelta };
}

/** Between two looks from the shell, ms. */
const DEFAULT_BETWEEN = 10_000;

interface GrowthRepetition extends Repetition {
  /** Nobody has asked for a second look, without which there is nothing to tell. */
  readonly isImplied: boolean;
}

/** How often to look. Throws a UserError of exit code 2 where the options contradict each other. */
function repetitionOfGrowth(
  { endsSession }: Context,
  {
    between,
    every,
    count,
    since,
  }: { readonly between?: number; readonly every?: number; readonly count?: number; readonly since?: string },
): GrowthRepetition {
  if (between !== undefined) {
    if (every === undefined && count === undefined) return { everyMs: between, count: 2, isImplied: false };
    const hint = '--for looks twice, --every 30s --count 10 ten times';
    const options = { hint, exitCode: ExitCode.usage };
    throw new UserError('usage', `--for does not go with ${every === undefined ? '--count' : '--every'}`, options);
  }
  const isImplied = endsSession && every === undefined && count === undefined && since === undefined;
  if (isImplied) return { everyMs: DEFAULT_BETWEEN, count: 2, isImplied };
  return { ...repetitionOf({ every, count }), isImplied };
}

async function lookOnce(
  { isolate, use }: LiveContext,
  n: number,
  since: string | undefined,
  settings: CountSettings,
): Promise<GrowthResult> {
  const { counts } = isolate;
  const mark = findMark(isolate, since);
  const { answer } = await use('types', settings, countLens(settings));
  if (mark) {
    checkComparable(mark, answer);
    return describe((counts.growth ?? new GrowthSeries(mark)).since(answer, mark), answer, n);
  }
  if (counts.growth && !areComparable(counts.growth.base, answer)) counts.growth = null;
  counts.growth ??= new GrowthSeries(answer);
  return counts.growth.base === answer ? describeBase(answer) : describe(counts.growth.next(answer), answer, n);
}

/**
 * Looks again and again; at the end, or at Ctrl-C, also gives what has grown since the mark, or else the first look.
 */
async function* lookRepeatedly(
  { isolate, use, signal }: LiveContext,
  n: number,
  since: string | undefined,
  repetition: Repetition,
  settings: CountSettings,
): AsyncGenerator<GrowthResult> {
  const mark = findMark(isolate, since);
  let growth = mark && new GrowthSeries(mark);
  // All look through the same lens as the first, whether or not another fits the budget later.
  let lens = countLens(settings);
  let last: LookedTypeCounts | null = null;
  let looks = 0;
  for await (const look of repeat(repetition, signal, () => use('types', settings, lens))) {
    looks++;
    lens = look.lens;
    last = look.answer;
    if (mark) checkComparable(mark, last);
    yield growth ? describe(growth.next(last), last, n) : describeBase(last);
    growth ??= new GrowthSeries(last);
  }
  // Of two looks the second has told all.
  const isTold = repetition.count === 2 && !mark;
  if (growth && last && growth.steps > 0 && !isTold) yield { ...describe(growth.sinceBase(), last, n), looks };
}

/** Throws a UserError of exit code 2 for what snapshots cannot be compared with. */
function checkSnapshotOptions(since: string | undefined, { pause }: CountSettings): void {
  if (since === undefined && pause) return;
  const [option, hint] =
    since === undefined
      ? ['--no-pause', 'a snapshot always stalls the target: leave out one of the two']
      : ['--since', 'a mark holds counts only: leave out --snapshot, or compare snapshots with .snapshot and .diff'];
  throw new UserError('usage', `growth --snapshot does not go with ${option}`, { hint, exitCode: ExitCode.usage });
}

/** The mark to compare with, null where none is asked for. Throws a UserError where there is none of this name. */
function findMark({ counts: { marks } }: Isolate, name: string | undefined): TypeCounts | null {
  if (name === undefined) return null;
  const mark = marks.get(name);
  if (mark) return mark;
  const names = [...marks.keys()];
  throw new UserError('unknown-mark', `there is no mark ${name}`, {
    hint:
      names.length > 0
        ? `these were set: ${names.join(', ')}`
        : `a mark lives as long as its console: .mark ${name} sets one there`,
  });
}

/** Whether two counts came about in the same way. */
function areComparable(a: TypeCounts | LookedTypeCounts, b: LookedTypeCounts): boolean {
  const isWalked = (counts: TypeCounts | LookedTypeCounts) => 'walk' in counts && counts.walk !== null;
  return isWalked(a) === isWalked(b);
}

/** Throws a UserError where a look is not to be compared with a mark. */
function checkComparable(mark: TypeCounts, counts: LookedTypeCounts): void {
  if (areComparable(mark, counts)) return;
  throw new UserError('other-lens', 'the mark and this look were not counted in the same way', {
    hint: 'a census counts all objects, a walk (--no-pause) those that it reaches: compare each with its like',
  });
}

function describeBase({ takenAt, walk }: LookedTypeCounts): GrowthResult {
  const base = { since: null, takenAt, ms: 0, types: [], more: 0, totalDelta: null };
  return walk === null ? base : { ...base, walk };
}

function describe(
  { since, takenAt, ms, types, totalDelta }: CountedGrowth,
  { walk }: LookedTypeCounts,
  n: number,
): GrowthResult {
  const rows = selectTypes(types, n, ({ delta }) => delta).map((type) => ({
    name: type.name,
    ...describePlace(type.place),
    count: type.count,
    new: null,
    deleted: null,
    delta: type.delta,
    perMinute: perMinute(type.delta, ms),
    always: type.always,
    shrank: type.shrank,
    origin: originOf(type.place?.url ?? null),
    shallowDeltaBytes: null,
  }));
  const growth = { since, takenAt, ms, types: rows, more: types.length - rows.length, totalDelta };
  return walk === null ? growth : { ...growth, walk };
}
