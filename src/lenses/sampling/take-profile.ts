import { UserError } from '../../errors.js';
import type { Isolate } from '../../isolate/isolate.js';
import { readMemory } from '../../isolate/memory.js';
import type { Sampling, SamplingMoment } from '../../isolate/sampling.js';
import type { AllocatingFunction } from '../../profile/call-tree.js';
import { type HeapProfile, lastOrdinal, readProfile } from '../../profile/heap-profile.js';
import { guessInterval } from '../../profile/standard-error.js';
import { locateFrames } from './locate-frames.js';
import { endSampling, momentOf, readRunning } from './start-sampling.js';

/** What the sampling that runs knows to be alive. */
export interface AllocationLook {
  readonly profile: HeapProfile;
  /** The functions of the profile's frames; null for ours. */
  readonly functions: readonly (AllocatingFunction | null)[];
  /** Bytes for each sample; guessed where somebody else has started the sampler, null where nothing tells. */
  readonly intervalBytes: number | null;
  /** The sampling; null where somebody else's ran before we came, of which no beginning is known. */
  readonly sampling: Sampling | null;
  /** The moment of the look. */
  readonly moment: SamplingMoment;
}

/**
 * Asks the sampling that runs what is alive, which costs a full collection. `ends`: and ends it, if it is ours.
 * Throws a UserError, `not-sampling`, where none runs.
 */
export async function takeProfile(isolate: Isolate, ends: boolean): Promise<AllocationLook> {
  const { session, sampling } = isolate;
  const raw = await (ends ? endSampling(isolate) : readRunning(session));
  if (!raw) {
    isolate.sampling = null;
    throw notSampling(sampling !== null);
  }
  const memory = await readMemory(session);
  const profile = readProfile(raw);
  const functions = await locateFrames(isolate, profile);
  const moment = momentOf(lastOrdinal(profile), memory);
  return {
    profile,
    functions,
    intervalBytes: sampling?.intervalBytes ?? guessInterval(profile.samples),
    sampling,
    moment,
  };
}

function notSampling(wasSampling: boolean): UserError {
  const hint = 'start with .alloc start; from the shell, `leakconsole alloc TARGET --for 60s` samples for a while';
  const what = wasSampling
    ? 'somebody has stopped the sampling: V8 has one for all of its clients'
    : 'allocations are not sampled';
  return new UserError('not-sampling', what, { hint });
}
