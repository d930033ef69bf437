import type { Lens } from '../lens.js';
import { takeProfile } from './take-profile.js';

// Measured on Node 20 and 26, x86-64: a profile costs one full collection, and 10 µs and 240 bytes for each of its
// samples.
const LEAST_MS = 20;
const LEAST_BYTES = 24e6;
/** Nothing that was measured costs more for a byte of used heap. */
const MOST_MS_PER_HEAP_BYTE = 3e-6;

/**
 * Who allocates what stays alive, by function: what V8's sampling heap profiler knows, which must have been started
 * before.
 */
export const samplingLens: Lens = {
  name: 'sampling',
  title: 'a look at the sampled allocations',
  sees: 'the functions that allocated what is alive, by estimate; nothing outside of the JavaScript heap',
  canBeStopped: false,
  leavesMemory: false,
  fitsReadOnlyServer: false,
  costAtMost: ({ heapUsedBytes }) => ({
    pauseMs: LEAST_MS + heapUsedBytes * MOST_MS_PER_HEAP_BYTE,
    rssBytes: LEAST_BYTES,
  }),
  estimate: ({ collectionMs }) => ({ pauseMs: Math.round(LEAST_MS + collectionMs), rssBytes: LEAST_BYTES }),
  answers: { allocations: (isolate, { ends }) => takeProfile(isolate, ends) },
};
