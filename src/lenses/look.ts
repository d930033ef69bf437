import type { Isolate } from '../isolate/isolate.js';
import { Interrupted, waitForTarget } from '../isolate/wait-for-target.js';
import type { Lens, Question, Questions } from './lens.js';
import type { LookOptions } from './look-options.js';
import { type MeasuredCost, measureCost } from './measure-cost.js';

/** How long a look that was interrupted may take to put away what it has begun, ms. */
const CLEANUP_MS = 200;

/** An answer, and what it has cost the target. */
export interface LookResult<Q extends Question> {
  readonly answer: Questions[Q]['answer'];
  readonly cost: MeasuredCost;
}

/**
 * Asks a question through a lens, and measures what that costs. Rejects with Interrupted when the signal is aborted:
 * nobody has to wait for a target that cannot be stopped.
 */
export async function look<Q extends Question>(
  lens: Lens,
  question: Q,
  asked: Questions[Q]['asked'],
  isolate: Isolate,
  options: LookOptions,
): Promise<LookResult<Q>> {
  const { session, snapshots } = isolate;
  const { signal, notice, progress } = options;
  signal.throwIfAborted();
  const late = new AbortController();
  const giveUp = () => void setTimeout(() => late.abort(), CLEANUP_MS);
  signal.addEventListener('abort', giveUp, { once: true });
  let hasBegun = false;
  const work = measureCost(isolate, () => {
    hasBegun = true;
    return lens.answers[question]!(isolate, asked, options);
  });
  try {
    const wait = { notice, signal: late.signal, hasBegun: async () => hasBegun };
    const { value, cost } = await waitForTarget(session, work, wait);
    if (lens.leavesMemory) snapshots.keptBytes += Math.max(0, cost.rssKeptBytes);
    return { answer: value, cost };
  } catch (error) {
    if (!signal.aborted) throw error;
    const hint = lens.canBeStopped ? null : 'V8 cannot be stopped: the target is at work until it is done';
    throw new Interrupted('interrupted', hint);
  } finally {
    signal.removeEventListener('abort', giveUp);
    progress('');
  }
}
