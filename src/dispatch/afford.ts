import { ExitCode, UserError } from '../errors.js';
import type { Limits } from '../isolate/host-process.js';
import { Interrupted } from '../isolate/wait-for-target.js';
import { type Estimate, type Estimates, estimate, worstCase } from '../lenses/estimate.js';
import { measured } from '../lenses/measure-cost.js';
import { formatBytes } from '../view/text/bytes.js';
import { formatSeconds } from '../view/text/duration.js';
import type { Context, Lens } from './context.js';

type Costly = Exclude<Lens, 'walk'>;

/** A lens beyond the budget: what it would take, and what of that is too much, as a sentence goes on. */
interface Excess {
  readonly estimate: Estimate;
  readonly text: string;
}

/**
 * Does work through a lens if the budget allows it, or if the user does when asked, and tells what it has cost. Throws a UserError
 * of exit code 3 if not.
 */
export async function spend<T>(context: Context<'live'>, lens: Costly, work: () => Promise<T>): Promise<T> {
  const excess = await excessOf(context, lens);
  if (excess) await allowed(context, lens, excess);
  return await accounted(context, lens, work);
}

/** Does work through a lens that is known to fit the budget, and tells what it has cost. */
export async function accounted<T>(context: Context<'live'>, lens: Costly, work: () => Promise<T>): Promise<T> {
  if (context.signal.aborted) throw new Interrupted();
  const { value, cost } = await orInterrupted(context.signal, measured(context.target, work));
  if (lens === 'snapshot') context.target.snapshots.keptBytes += Math.max(0, cost.rssKeptBytes);
  context.account(lens, cost);
  return value;
}

/** The same, or a rejection as soon as the signal is aborted: nobody has to wait for a target that cannot be stopped. */
function orInterrupted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const interrupt = () =>
      reject(new Interrupted('interrupted', 'V8 cannot be stopped: the target is at work until it is done'));
    signal.addEventListener('abort', interrupt, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', interrupt));
  });
}

/** What a lens would take beyond the budget of a target; null if it fits. Where it fits in any case, nothing is estimated. */
export async function excessOf(context: Context<'live'>, lens: Costly): Promise<Excess | null> {
  const { limits: budget } = context.target.process;
  if (budget.force || !exceeding(await worstCase(context.target), lens, budget)) return null;
  context.progress('estimating what it costs');
  const estimates = await estimate(context.target, context);
  context.progress('');
  const text = exceeding(estimates, lens, budget);
  return text === null ? null : { estimate: estimates[lens], text };
}

function exceeding(
  estimates: Pick<Estimates, Costly | 'room'>,
  lens: Costly,
  { maxPauseMs, maxRssBytes }: Limits,
): string | null {
  const { pauseMs, rssBytes } = estimates[lens];
  const { bytes, limit } = estimates.room;
  const parts: string[] = [];
  if (pauseMs > maxPauseMs)
    parts.push(`stall the target for about ${formatSeconds(pauseMs)} (allowed: ${formatSeconds(maxPauseMs)})`);
  if (rssBytes > (maxRssBytes ?? bytes)) {
    const most =
      maxRssBytes === null ? `it has ${formatBytes(bytes)} up to its ${limit}` : `allowed: ${formatBytes(maxRssBytes)}`;
    parts.push(`take about ${formatBytes(rssBytes)} of memory there (${most})`);
  }
  return parts.length === 0 ? null : parts.join(' and ');
}

async function allowed({ ask }: Context<'live'>, lens: Costly, { estimate, text }: Excess): Promise<void> {
  const what = `a ${lens === 'snapshot' ? 'heap snapshot' : 'count of all objects'} would ${text}`;
  if (ask && (await ask(`${what}. Do it?`))) return;
  const pause = Math.ceil((1.5 * estimate.pauseMs) / 1000);
  const megabytes = Math.ceil((1.5 * estimate.rssBytes) / 1e6);
  throw new UserError('over-budget', `refused: ${what}`, {
    hint: `allow it with --max-pause ${pause}s --max-rss ${megabytes}MB, or with --force; in the console with .budget`,
    exitCode: ExitCode.refused,
  });
}
