import type { Memory } from './memory.js';

/** A moment of a sampling: what is younger was allocated since. */
export interface SamplingMoment {
  /** ISO 8601. */
  readonly at: string;
  /** Of the youngest sample that was alive. */
  readonly ordinal: number;
  /** The totals of the process then: the sampler does not see all of them. */
  readonly memory: Memory;
}

/**
 * A sampling heap profiler that runs in an isolate. There is one at most, which all clients and the program itself
 * share.
 */
export interface Sampling {
  /** Somebody else has started it: it is read, and neither stopped nor started. */
  readonly isForeign: boolean;
  /** Whether nothing is inlined while it runs, so that each function has its own bytes. */
  readonly isExact: boolean;
  /** Whether what was collected is kept among the samples: all that is allocated, not only what stays alive. */
  readonly countsGarbage: boolean;
  /** Bytes for each sample, on average; null where only somebody else knows. */
  readonly intervalBytes: number | null;
  /** When we started it, or first met it. */
  readonly start: SamplingMoment;
  /** Later moments, by name. */
  readonly marks: Map<string, SamplingMoment>;
}
