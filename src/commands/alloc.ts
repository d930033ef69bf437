import { gzipSync } from 'node:zlib';
import { bytesKind, COUNT, FLAG, oneOf, PATTERN, TEXT } from '../dispatch/argument.js';
import { defineCommand, type LiveContext } from '../dispatch/command.js';
import { INTERVAL } from '../dispatch/repeat.js';
import { ExitCode, UserError } from '../errors.js';
import {
  type AllocationsResult,
  type AllocResult,
  callTreesOf,
  describeSampling,
} from '../lenses/sampling/alloc-result.js';
import { startSampling } from '../lenses/sampling/start-sampling.js';
import { originOf } from '../places/origin.js';
import { findMark, setMark, type Telling, tell, tellRepeatedly } from '../subjects/tell-allocations.js';
import { titleOf, viewAllocations } from '../view/allocations.js';
import { plainText } from '../view/blocks.js';
import { csvRows } from '../view/csv.js';
import { formatDuration } from '../view/format-duration.js';

/** Who allocates what stays alive, by function. */
export const allocCommand = defineCommand({
  name: 'alloc',
  group: 'code',
  summary: 'which functions allocate what stays alive, by sampling',
  help:
    'After .alloc start V8 samples what is allocated, and forgets what is collected: .alloc top tells what was ' +
    'allocated since and is still alive, by function, at its place in the original source. .alloc mark NAME sets a ' +
    'later beginning, .alloc diff NAME compares with it. From the shell, and with --for, it starts, waits, tells ' +
    'and stops. Sampling itself costs next to nothing; each look costs one full collection.\n' +
    'The error is that of one standard deviation: more bytes, or a smaller interval, make it smaller. A sampler ' +
    'that somebody else has started (a profiling library, --heap-prof) is read, and neither started nor stopped: V8 ' +
    'has one for all, and one that is started while ours runs ends with it.',
  examples: ['top 5 --callers', '--for 60s', '--every 1m --count 10 --csv alloc.csv', 'traffic --for 30s'],
  consoleExamples: ['start', 'mark before', 'diff before'],
  on: ['live'],
  positionals: {
    action: {
      kind: oneOf('start', 'top', 'mark', 'diff', 'stop', 'of', 'traffic'),
      describe:
        'start, top (what is alive), mark NAME, diff [NAME] (since a mark), stop (tells a last time), ' +
        'of CLASS (who constructs it), traffic (who makes garbage)',
    },
    what: { kind: TEXT, describe: 'for top how many functions, for mark and diff a name, for of a class' },
  },
  options: {
    for: { kind: INTERVAL, describe: 'sample for this long, print, stop (from the shell, and for traffic: 10s)' },
    every: { kind: INTERVAL, describe: 'print again and again, this far apart' },
    count: { kind: COUNT, describe: 'end after this many times' },
    interval: { kind: bytesKind({ least: 64 }), default: 128_000, describe: 'bytes for each sample' },
    exact: {
      kind: FLAG,
      default: false,
      describe: 'stop V8 from inlining while it samples: hot code is counted on the right function, and runs slower',
    },
    n: { kind: COUNT, default: 15, describe: 'how many functions' },
    by: {
      kind: oneOf('function', 'file', 'package', 'stack'),
      default: 'function',
      describe: 'what is counted together; stack: a tree of calls',
    },
    filter: { kind: PATTERN, describe: 'only functions whose name or place matches' },
    sites: { kind: FLAG, default: false, describe: 'below each function what may allocate in its source' },
    callers: { kind: FLAG, default: false, describe: 'below each function those that called it' },
  },
  async *run(context, args): AsyncGenerator<AllocResult> {
    const { isolate } = context;
    const { action, what, by, filter, callers, sites } = args;
    const settings = { intervalBytes: args.interval, isExact: args.exact, countsGarbage: action === 'traffic' };
    const most = action === 'top' && what !== undefined ? COUNT.parse(what, 'n') : args.n;
    const constructing = action === 'of' ? classAskedFor(what) : undefined;
    const options = { by, most, filter, callers, constructing, sites: sites || constructing !== undefined };
    const repetition = repetitionOfAlloc(context, args);
    if (repetition) yield* tellRepeatedly(context, repetition, settings, options);
    else if (action === 'start') yield describeSampling(await startSampling(isolate, settings), null);
    else if (action === 'mark') yield await setMark(context, what);
    else if (action === 'diff') yield await tell(context, options, { mark: findMark(context, what) });
    else yield await tell(context, options, { ends: action === 'stop' });
  },
  view: viewAllocations,
  next(result, { action, callers, by }) {
    if (!('functions' in result)) {
      const told = result.mark === null ? '.alloc top' : `.alloc diff ${result.mark}`;
      return `${told}, when it has worked for a while`;
    }
    const isWhole = result.functions.length === 0 || callers || by === 'stack';
    return action === 'top' && !isWhole ? '.alloc top --callers' : null;
  },
  exports: {
    csv: {
      describe: 'append one line a function and look to this file, with the time; - is standard output',
      header: 'time,function,place,self,total,error,samples',
      write: (result) => {
        const { functions, takenAt } = allocationsIn(result);
        return csvRows(
          functions.map(({ name, location, selfBytes, totalBytes, errorBytes, count }) => {
            return [takenAt, name, location, selfBytes, totalBytes, errorBytes, count];
          }),
        );
      },
    },
    flame: {
      describe: 'draw the calls as a flame graph, into this file: a page of HTML',
      header: null,
      write: async (result) => {
        const { root, whole } = callTreesOf(allocationsIn(result));
        const { flamePage } = await import('../view/html/flame-page.js');
        return flamePage({
          title: plainText(titleOf(allocationsIn(result))),
          root: whole ?? root,
          younger: whole && root,
          originOf,
        });
      },
    },
    heapprofile: {
      describe: 'write it for Chrome DevTools into this file',
      header: null,
      write: async (result) => {
        const { root } = callTreesOf(allocationsIn(result));
        return (await import('../profile/heapprofile-file.js')).writeHeapProfile(root);
      },
    },
    pprof: {
      describe: 'write it for `go tool pprof`, speedscope and Pyroscope into this file (.pb.gz)',
      header: null,
      write: async (result) => {
        const { since, takenAt, intervalBytes } = allocationsIn(result);
        const { root } = callTreesOf(allocationsIn(result));
        const { encodePprof } = await import('../profile/pprof-file.js');
        const times = { takenAt: Date.parse(takenAt), since: since === null ? null : Date.parse(since) };
        return gzipSync(encodePprof(root, { ...times, intervalBytes }));
      },
    },
  },
});

/** What a file can hold of a result. Throws a UserError of exit code 2 where it holds no allocations. */
function allocationsIn(result: AllocResult): AllocationsResult {
  if ('functions' in result) return result;
  const hint = 'write it with .alloc top, diff or stop';
  throw new UserError('usage', 'alloc start and alloc mark have nothing to export', {
    hint,
    exitCode: ExitCode.usage,
  });
}

const DEFAULT_FOR = 10_000;
/** What makes sense without a console that stays: it samples for a while, or somebody else samples. */
const FROM_SHELL: ReadonlySet<string> = new Set(['top', 'of', 'traffic']);
/** All that is allocated, for so long, ms. */
const LONGEST_TRAFFIC = 300_000;

/**
 * How often to tell by itself; null where an action was asked for. Throws a UserError of exit code 2 where the
 * arguments make no sense.
 */
function repetitionOfAlloc(
  { endsSession, notice }: LiveContext,
  args: { readonly action?: string; readonly for?: number; readonly every?: number; readonly count?: number },
): Telling | null {
  const { action, for: duration, every, count } = args;
  const isTimed = duration !== undefined || every !== undefined || count !== undefined;
  if (action !== undefined && !FROM_SHELL.has(action) && (isTimed || endsSession)) {
    const hint =
      '.alloc start and the others are for a console; --for 60s, or --every 10s, starts, tells and stops by itself';
    const what = isTimed
      ? `alloc ${action} does not go with --for, --every and --count`
      : `alloc ${action} needs a console`;
    throw new UserError(isTimed ? 'usage' : 'only-in-console', what, { hint, exitCode: ExitCode.usage });
  }
  if (duration !== undefined && (every !== undefined || count !== undefined)) {
    const hint = '--for tells once, --every 10s --count 6 six times';
    throw new UserError('usage', '--for does not go with --every and --count', { hint, exitCode: ExitCode.usage });
  }
  if (action === 'traffic' && (every !== undefined || count !== undefined || (duration ?? 0) > LONGEST_TRAFFIC)) {
    const hint = 'the samples of all that is allocated grow without end: .alloc traffic --for 30s';
    throw new UserError('usage', 'alloc traffic tells once, after 5 min at most', { hint, exitCode: ExitCode.usage });
  }
  if (every !== undefined || count !== undefined)
    return { everyMs: every ?? DEFAULT_FOR, times: count ?? Number.POSITIVE_INFINITY, joins: true };
  if (duration === undefined && action !== 'traffic' && (action !== undefined || !endsSession)) return null;
  const everyMs = duration ?? DEFAULT_FOR;
  notice(`samples what is allocated for ${formatDuration(everyMs)}`);
  return { everyMs, times: 1, joins: false };
}

/** The name of the class of `.alloc of CLASS`. Throws a UserError of exit code 2 where none is given. */
function classAskedFor(name: string | undefined): string {
  if (name !== undefined) return name;
  const hint = '.alloc of Order tells which functions construct orders';
  throw new UserError('usage', 'a class is missing', { hint, exitCode: ExitCode.usage });
}
