import { UserError } from '../../errors.js';
import type { Isolate } from '../../isolate/isolate.js';
import { readMemory } from '../../isolate/memory.js';
import type { Sampling, SamplingMoment } from '../../isolate/sampling.js';
import { lastOrdinal, type RawProfile, readProfile } from '../../profile/heap-profile.js';
import { loadEntry } from '../../session/entry.js';
import { ProtocolError, type Session } from '../../session/session.js';

/** How to sample. */
export interface SamplingSettings {
  /** Bytes for each sample, on average. */
  readonly intervalBytes: number;
}

/**
 * Starts the sampling heap profiler of an isolate, or joins the one that somebody else has started there, which is only read from then on.
 *
 * A second start would do nothing, and the end of our session would stop it for all: so V8 is asked first whether it samples, which costs
 * nothing where it does not, and a collection where it does. Throws a UserError, `already-sampling`, where ours runs.
 */
export async function startSampling(isolate: Isolate, { intervalBytes }: SamplingSettings): Promise<Sampling> {
  const { session } = isolate;
  if (isolate.sampling && !isolate.sampling.isForeign) {
    throw new UserError('already-sampling', 'allocations are sampled already', {
      hint: '.alloc top shows what is alive, .alloc mark NAME sets a new beginning, .alloc stop ends it',
    });
  }
  // What a look needs is loaded before, so that it is not among what was allocated since.
  await loadEntry(session, 'meter');
  const theirs = await readRunning(session);
  if (!theirs) await session.send('HeapProfiler.startSampling', { samplingInterval: intervalBytes });
  const start = momentOf(theirs ? lastOrdinal(readProfile(theirs)) : 0, await readMemory(session));
  isolate.sampling = newSampling(start, theirs ? null : intervalBytes);
  return isolate.sampling;
}

/** A sampling from a moment on; `intervalBytes` is null for that of somebody else. */
export function newSampling(start: SamplingMoment, intervalBytes: number | null): Sampling {
  return { isForeign: intervalBytes === null, isExact: false, intervalBytes, start, marks: new Map() };
}

/**
 * Ends our sampling, and gives what it knows to be alive; null where it does not run any more. Of somebody else's it only forgets what we know.
 * It costs a collection.
 *
 * Not `HeapProfiler.disable`, which would cost none: V8 would believe that we still sample, and at the end of our session stop whoever does so
 * then. It would also make V8 forget the @ids of our snapshots.
 */
export async function endSampling(isolate: Isolate): Promise<RawProfile | null> {
  const { sampling, session } = isolate;
  isolate.sampling = null;
  return await readRunning(session, sampling && !sampling.isForeign ? 'stopSampling' : 'getSamplingProfile');
}

/** The profile of the sampling that runs, whoever started it; null where none does. Where one does it costs a collection. */
export async function readRunning(
  session: Session,
  method: 'getSamplingProfile' | 'stopSampling' = 'getSamplingProfile',
): Promise<RawProfile | null> {
  try {
    return (await session.send(`HeapProfiler.${method}`)).profile;
  } catch (error) {
    if (error instanceof ProtocolError) return null;
    throw error;
  }
}

/** This moment: all that is younger comes later. */
export function momentOf(ordinal: number, memory: SamplingMoment['memory']): SamplingMoment {
  return { at: new Date().toISOString(), ordinal, memory };
}
