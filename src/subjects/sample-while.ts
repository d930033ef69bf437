import type { LiveContext } from '../dispatch/command.js';
import { ExitCode, UserError } from '../errors.js';
import { type AllocationsResult, callTreesOf, describeLook } from '../lenses/sampling/alloc-result.js';
import type { SampledCalls } from '../lenses/sampling/read-source-functions.js';
import { endSampling, startSampling } from '../lenses/sampling/start-sampling.js';

/** 128 kB costs a service with deep stacks up to 6 % of its processor time (npm run bench -- alloc service). */
const INTERVAL_BYTES = 128_000;
const NOT_SAMPLED = { allocations: null, calls: null } as const;
const OPTIONS = { by: 'stack', most: 20, callers: false, sites: false } as const;

/** What some work has allocated and is alive after it; or why that is not known. */
export interface SampledWork<T> {
  readonly value: T;
  readonly allocations: AllocationsResult | null;
  /** The calls that `allocations` tells of. */
  readonly calls: SampledCalls | null;
  readonly why: string | null;
}

/**
 * Samples allocations while some work is done, and tells what of them is alive at its end. A sampling that runs already
 * is read, and goes on.
 */
export async function sampleWhile<T>(context: LiveContext, work: () => Promise<T>): Promise<SampledWork<T>> {
  const { isolate, use } = context;
  const isOurs = isolate.sampling === null;
  const refusal = isOurs ? await startOrTellRefusal(context) : null;
  try {
    const value = await work();
    if (refusal !== null) return { value, ...NOT_SAMPLED, why: refusal };
    try {
      // To end ours costs as much as to look.
      const options = { mayAsk: false, isForced: isOurs };
      const { answer } = await use('allocations', { ends: isOurs }, undefined, options);
      const since = answer.sampling?.start ?? null;
      const shown = { ...OPTIONS, filter: undefined, constructing: undefined };
      const allocations = await describeLook(isolate, answer, since, null, shown);
      const calls = { look: answer, root: callTreesOf(allocations).root };
      return { value, allocations, calls, why: null };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      if (error.exitCode !== ExitCode.refused && error.code !== 'not-sampling') throw error;
      return { value, ...NOT_SAMPLED, why: error.message };
    }
  } finally {
    if (isOurs && isolate.sampling) await endSampling(isolate);
  }
}

/** Begins to sample, where the budget allows its end; tells why that is refused, null if it is not. */
async function startOrTellRefusal({ isolate, refusalOf }: LiveContext): Promise<string | null> {
  try {
    const refusal = await refusalOf('allocations');
    if (refusal !== null) return refusal;
    await startSampling(isolate, { intervalBytes: INTERVAL_BYTES, isExact: false, countsGarbage: false });
    return null;
  } catch (error) {
    if (error instanceof UserError && error.exitCode === ExitCode.refused) return error.message;
    throw error;
  }
}
