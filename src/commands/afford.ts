import { ExitCode, UserError } from '../errors.js';
import { type Estimates, estimate } from '../live/estimate.js';
import { type MeasuredCost, measured } from '../live/meter.js';
import type { LiveTarget } from '../live/target.js';
import { formatBytes } from '../render/bytes.js';
import { formatSeconds } from '../render/duration.js';
import type { Context, Lens } from './context.js';

type Costly = Exclude<Lens, 'walk'>;

/** What a lens needs, and what of it goes beyond the budget; null where all fits. */
export interface Excess {
  readonly lens: Costly;
  readonly estimates: Estimates;
  /** What is too much, as a sentence goes on: `stall it for about 40 s (2 s are allowed)`. */
  readonly text: string;
}

/** Does work through a lens if the budget allows it, and tells what it has cost. Throws a UserError of exit code 3 if not. */
export async function spend<T>(context: Context<'live'>, lens: Costly, work: () => Promise<T>): Promise<T> {
  const excess = await excessOf(context.target, lens);
  if (excess) await allowed(context, excess);
  const { value, cost } = await measured(context.target, work);
  context.account(lens, cost);
  return value;
}

/** What a lens would take beyond the budget of a target; null if it fits. */
export async function excessOf(target: LiveTarget, lens: Costly): Promise<Excess | null> {
  const { maxPauseMs, maxRssBytes, force } = target.options.budget;
  if (force) return null;
  const estimates = await estimate(target);
  const { pauseMs, rssBytes } = estimates[lens];
  const { bytes, limit } = estimates.room;
  const parts: string[] = [];
  if (pauseMs > maxPauseMs) {
    parts.push(`stall the target for about ${formatSeconds(pauseMs)} (allowed: ${formatSeconds(maxPauseMs)})`);
  }
  if (rssBytes > (maxRssBytes ?? bytes)) {
    const room =
      maxRssBytes === null ? `it has ${formatBytes(bytes)} up to its ${limit}` : `allowed: ${formatBytes(maxRssBytes)}`;
    parts.push(`take about ${formatBytes(rssBytes)} of memory in it (${room})`);
  }
  return parts.length === 0 ? null : { lens, estimates, text: parts.join(' and ') };
}

/** Asks the user, where there is one. Throws the refusal if not, or if the answer is no. */
async function allowed({ ask }: Context<'live'>, { lens, estimates, text }: Excess): Promise<void> {
  const what = `a ${lens === 'snapshot' ? 'heap snapshot' : 'census'} would ${text}`;
  if (ask && (await ask(`${what}. Do it?`))) return;
  const { pauseMs, rssBytes } = estimates[lens];
  const budget = `--max-pause ${Math.ceil((1.5 * pauseMs) / 1000)}s --max-rss ${Math.ceil((1.5 * rssBytes) / 1e6)}MB`;
  throw new UserError('over-budget', `refused: ${what}`, {
    hint: `allow it with ${budget}, or with --force; in the console with .budget`,
    exitCode: ExitCode.refused,
  });
}

export type { MeasuredCost };
