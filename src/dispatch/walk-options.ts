import type { Options } from 'yargs';
import { ExitCode, UserError } from '../errors.js';
import type { Limits } from '../isolate/host-process.js';
import { type WaitOptions, waitForTarget } from '../isolate/wait-for-target.js';
import { DEFAULT_PACE, type Manner } from '../isolate/walk/walk.js';
import { measured } from '../lenses/measure-cost.js';
import { WALK_MEMORY } from '../lenses/walk/count-types.js';
import { formatBytes, formatCount } from '../view/text/bytes.js';
import type { Context } from './context.js';
import { parseBytes, parseDuration } from './quantities.js';

/** The longest slice that may be asked for, ms. */
const MOST_SLICE = 5;
/** What a walk takes before it has visited anything, bytes. */
const LEAST_MEMORY = 1e6;

/** The options of a command that walks. */
export const walkOptions = {
  slice: { type: 'string', default: `${DEFAULT_PACE.slice}ms`, describe: 'longest piece of work, 1ms to 5ms' },
  duty: { type: 'number', default: DEFAULT_PACE.duty, describe: 'share of the time that a walk may take' },
  'walk-memory': {
    type: 'string',
    default: formatBytes(WALK_MEMORY).replace(' ', ''),
    describe: 'memory that a walk may take in the target; beyond it, it samples',
  },
} as const satisfies Record<string, Options>;

/** The options as the command line gives them. */
export interface WalkArguments {
  readonly slice: string;
  readonly duty: number;
  readonly 'walk-memory': string;
}

/** How a walk goes on that a command makes. */
export type Walking = Manner & WaitOptions & { readonly memoryBytes: number };

/**
 * Does work that walks, and tells what it has cost. Rejects with Interrupted as soon as Ctrl-C is pressed, and with a UserError of exit
 * code 2 where the options make no sense.
 */
export async function walked<T>(
  { target, signal, notice, progress, account }: Context<'live'>,
  args: WalkArguments,
  work: (walking: Walking) => Promise<T>,
): Promise<T> {
  const tell = (visited: number) => progress(`walking: ${formatCount(visited)} objects`);
  const walking = { ...settingsOf(args, target.process.limits), signal, notice, onVisited: tell };
  let hasBegun = false;
  const working = measured(target, () => {
    hasBegun = true;
    return work(walking);
  });
  try {
    const wait = { signal, notice, hasBegun: async () => hasBegun };
    const { value, cost } = await waitForTarget(target.session, working, wait);
    account('walk', cost);
    return value;
  } finally {
    progress('');
  }
}

/**
 * Reads the options, as `walked` does: for what is asked of the target before it walks. Throws a UserError of exit code 2 where
 * they make no sense.
 */
export function settingsOf(
  { slice, duty, 'walk-memory': memory }: WalkArguments,
  { maxRssBytes }: Limits,
): Pick<Walking, 'pace' | 'memoryBytes'> {
  const sliceMs = parseDuration(slice);
  if (sliceMs < 1) throw usage(`--slice ${slice}`, 'a slice is 1ms at least: --slice 5ms');
  if (sliceMs > MOST_SLICE) throw usage(`--slice ${slice}`, 'the service would feel it: a slice is 5ms at most');
  if (!(duty > 0 && duty <= 1)) throw usage(`--duty ${duty}`, 'a share is above 0 and at most 1: --duty 0.5');
  const memoryBytes = parseBytes(memory);
  if (memoryBytes < LEAST_MEMORY)
    throw usage(`--walk-memory ${memory}`, 'a walk takes 1MB at least: --walk-memory 64MB');
  return { pace: { slice: sliceMs, duty }, memoryBytes: Math.min(memoryBytes, maxRssBytes ?? memoryBytes) };
}

function usage(what: string, hint: string): UserError {
  return new UserError('usage', `${what} makes no sense`, { hint, exitCode: ExitCode.usage });
}
