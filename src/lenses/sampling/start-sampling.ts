import { UserError } from '../../errors.js';
import type { Isolate } from '../../isolate/isolate.js';
import { readMemory } from '../../isolate/memory.js';
import type { Sampling, SamplingMoment } from '../../isolate/sampling.js';
import { lastOrdinal, type RawProfile, readProfile } from '../../profile/heap-profile.js';
import { loadEntry } from '../../session/entry.js';
import { ProtocolError } from '../../session/protocol.js';
import type { Session } from '../../session/session.js';
import { resumeInlining, stopInlining } from './stop-inlining.js';

/** How to sample. */
export interface SamplingSettings {
  /** Bytes for each sample, on average. */
  readonly intervalBytes: number;
  /** Whether V8 inlines nothing meanwhile, so that each function has its own bytes. */
  readonly isExact: boolean;
  /** Whether what is collected stays among the samples, which then grow without end. */
  readonly countsGarbage: boolean;
}

/**
 * Starts the sampling heap profiler of an isolate, or joins the one that somebody else has started there, which is
 * only read from then on.
 *
 * A second start would do nothing, and the end of our session would stop it for all: so V8 is asked first whether it
 * samples, which costs nothing where it does not, and a collection where it does. Throws a UserError,
 * `already-sampling`, where ours runs.
 */
export async function startSampling(isolate: Isolate, settings: SamplingSettings): Promise<Sampling> {
  const { session } = isolate;
  const { intervalBytes, isExact, countsGarbage } = settings;
  if (isolate.sampling && !isolate.sampling.isForeign) {
    throw new UserError('already-sampling', 'allocations are sampled already', {
      hint: '.alloc top shows what is alive, .alloc mark NAME sets a new beginning, .alloc stop ends it',
    });
  }
  // What a look needs is loaded before, so that it is not among what was allocated since.
  await loadEntry(session, 'meter');
  if (countsGarbage) checkCountsGarbage(isolate);
  const theirs = await readRunning(session);
  if (theirs && countsGarbage) {
    throw new UserError('already-sampling', 'somebody else samples here, and not what is collected', {
      hint: 'V8 has one sampler for all: .alloc top reads what stays alive',
    });
  }
  if (isExact) await stopInlining(isolate);
  if (!theirs) {
    await session.send('HeapProfiler.startSampling', {
      samplingInterval: intervalBytes,
      includeObjectsCollectedByMajorGC: countsGarbage,
      includeObjectsCollectedByMinorGC: countsGarbage,
    });
  }
  const start = momentOf(theirs ? lastOrdinal(readProfile(theirs)) : 0, await readMemory(session));
  isolate.sampling = newSampling(start, theirs ? { ...settings, intervalBytes: null } : settings);
  return isolate.sampling;
}

/** Throws a UserError where the sampler forgets what is collected, whatever it is told. */
function checkCountsGarbage({ process: { description } }: Isolate): void {
  if (Number(description.versions.v8?.split('.', 1)[0]) >= 11) return;
  throw new UserError('not-supported', `the sampler of ${description.runtime} forgets what is collected`, {
    hint: 'Node 20 and later can tell; .alloc top tells what stays alive',
  });
}

/** A sampling from a moment on; one that somebody else has started where the interval is null. */
export function newSampling(
  start: SamplingMoment,
  settings: Omit<SamplingSettings, 'intervalBytes'> & Pick<Sampling, 'intervalBytes'>,
): Sampling {
  return { ...settings, isForeign: settings.intervalBytes === null, start, marks: new Map() };
}

/**
 * Ends our sampling, and gives what it knows to be alive; null where it does not run any more. Of somebody else's it
 * only forgets what we know. It costs a collection.
 *
 * Not `HeapProfiler.disable`, which would cost none: V8 would believe that we still sample, and at the end of our
 * session stop whoever does so then. It would also make V8 forget the @ids of our snapshots.
 */
export async function endSampling(isolate: Isolate): Promise<RawProfile | null> {
  const { sampling, session } = isolate;
  isolate.sampling = null;
  resumeInlining(isolate);
  return await readRunning(session, sampling && !sampling.isForeign ? 'stopSampling' : 'getSamplingProfile');
}

/**
 * The profile of the sampling that runs, whoever started it; null where none does. Where one does it costs a
 * collection.
 */
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
