import { setTimeout as sleep } from 'node:timers/promises';
import { ExitCode, UserError } from '../errors.js';
import { Interrupted } from '../isolate/wait-for-target.js';
import { type ArgumentSpecs, COUNT, durationKind } from './argument.js';

/** A time between two looks: the target is looked at no more often than every 100 ms. */
export const INTERVAL = durationKind({ least: 100 });

/** The options of a command that looks again and again. */
export const repeatOptions = {
  every: { kind: INTERVAL, describe: 'look again and again, this far apart (10s, 1m)' },
  count: { kind: COUNT, describe: 'end after this many looks, the first of which is the base' },
  watch: { kind: INTERVAL, describe: 'like --every, but each look replaces the one before' },
} as const satisfies ArgumentSpecs;

/** How often a command looks, and how far apart; `count` may be infinite. */
export interface Repetition {
  /** From the start of one look to the start of the next, ms; null: one look only. */
  readonly everyMs: number | null;
  readonly count: number;
}

/** Reads the options of a repetition. Throws a UserError of exit code 2 where they contradict each other. */
export function repetitionOf({
  every,
  watch,
  count,
}: {
  readonly every?: number;
  readonly watch?: number;
  readonly count?: number;
}): Repetition {
  if (every !== undefined && watch !== undefined) {
    throw new UserError('usage', '--every and --watch exclude each other', {
      hint: '--watch 10s replaces the look before, --every 10s shows each look below it',
      exitCode: ExitCode.usage,
    });
  }
  const everyMs = every ?? watch;
  if (everyMs === undefined && (count ?? 1) === 1) return { everyMs: null, count: 1 };
  return { everyMs: everyMs ?? 1000, count: count ?? Number.POSITIVE_INFINITY };
}

/** Looks as often as is wanted; ends, without an error, when the signal is aborted between two looks. */
export async function* repeat<T>(
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
