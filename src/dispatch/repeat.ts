import { setTimeout as sleep } from 'node:timers/promises';
import type { Options } from 'yargs';
import { ExitCode, UserError } from '../errors.js';
import { Interrupted } from '../isolate/wait-for-target.js';
import { parseDuration } from './quantities.js';
import { positive } from './values.js';

/** The target is looked at no more often, ms. */
const LEAST = 100;

/** The options of a command that looks again and again. */
export const repeatOptions = {
  every: { type: 'string', describe: 'look again and again, so far apart (10s, 1m)' },
  count: { type: 'number', describe: 'end after so many looks, the first of which is the base' },
  watch: { type: 'string', describe: 'like --every, until Ctrl-C' },
} as const satisfies Record<string, Options>;

export interface Repetition {
  /** From the start of one look to the start of the next, ms; null: one look only. */
  readonly everyMs: number | null;
  readonly count: number;
}

/** Reads the options of a repetition. Throws a UserError of exit code 2 where they make no sense. */
export function repetitionOf({ every, watch, count }: { every?: string; watch?: string; count?: number }): Repetition {
  if (every !== undefined && watch !== undefined) {
    throw new UserError('usage', '--every and --watch make no sense together', {
      hint: '--watch 10s shows each look in the place of the one before, --every 10s below it',
      exitCode: ExitCode.usage,
    });
  }
  const text = every ?? watch;
  const looks = count === undefined ? Number.POSITIVE_INFINITY : positive(count, '--count');
  if (text === undefined && (count === undefined || looks === 1)) return { everyMs: null, count: 1 };
  const everyMs = parseDuration(text ?? '1s');
  if (everyMs >= LEAST) return { everyMs, count: looks };
  throw new UserError('usage', `${every === undefined ? '--watch' : '--every'} ${text} is too often`, {
    hint: `the target is looked at every ${LEAST}ms at most: --every 1s`,
    exitCode: ExitCode.usage,
  });
}

/** Looks as often as is wanted; ends, without an error, when the signal is aborted between two looks. */
export async function* repeated<T>(
  { everyMs, count }: Repetition,
  signal: AbortSignal,
  look: (index: number) => Promise<T>,
): AsyncIterable<T> {
  for (let index = 0; index < count; index++) {
    const started = performance.now();
    try {
      yield await look(index);
    } catch (error) {
      if (index > 0 && error instanceof Interrupted) return;
      throw error;
    }
    if (everyMs === null || index + 1 >= count) return;
    try {
      await sleep(Math.max(0, everyMs - (performance.now() - started)), undefined, { signal });
    } catch {
      return;
    }
  }
}
