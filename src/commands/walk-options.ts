import type { Options } from 'yargs';
import { ExitCode, UserError } from '../errors.js';
import { DEFAULT_PACE, type Pace } from '../live/walk.js';
import { parseBytes, parseDuration } from './quantities.js';

/** The options of a command that walks. */
export const walkOptions = {
  slice: { type: 'string', default: `${DEFAULT_PACE.slice}ms`, describe: 'the longest piece of work in the target' },
  duty: { type: 'number', default: DEFAULT_PACE.duty, describe: 'share of the time that the walk may take' },
  'walk-memory': { type: 'string', default: '256MB', describe: 'memory that the walk may take in the target' },
} as const satisfies Record<string, Options>;

/** Reads them: a pace, and bytes. Throws a UserError of exit code 2 where they make no sense. */
export function walkSettings(args: { slice: string; duty: number; 'walk-memory': string }): {
  pace: Pace;
  memoryBytes: number;
} {
  const slice = parseDuration(args.slice);
  const { duty } = args;
  if (slice < 1) throw usage(`--slice ${args.slice}`, 'a slice is 1ms at least: --slice 5ms');
  if (!(duty > 0 && duty <= 1)) throw usage(`--duty ${duty}`, 'a share is above 0 and at most 1: --duty 0.5');
  return { pace: { slice, duty }, memoryBytes: parseBytes(args['walk-memory']) };
}

function usage(what: string, hint: string): UserError {
  return new UserError('usage', `${what} makes no sense`, { hint, exitCode: ExitCode.usage });
}
