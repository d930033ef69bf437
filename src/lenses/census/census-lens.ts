import type { Lens } from '../lens.js';
import { pickObjects, takeCensus } from './census.js';

// Measured on Node 20.20, x86-64, for the kinds of heaps in test/fixtures/heaps.cjs; test/bench/live-bench.mjs holds
// them against what happens.
/** A process of nothing but Node, ms. */
const LEAST_MS = 15;
/** A census collects several times, filters what is unreachable, and walks the heap. */
const COLLECTIONS = 5.5;
const LEAST_BYTES = 2e6;
const BYTES_PER_OBJECT = 140;
const BYTES_PER_STRING = 75;
const BYTES_PER_VIEW = 130;
/** Nothing that was measured costs more for a byte of used heap. */
const MOST_MS_PER_HEAP_BYTE = 15e-6;
const MOST_BYTES_PER_HEAP_BYTE = 4;

/**
 * Every JavaScript object, counted exactly by its constructor (`Runtime.queryObjects`), in one stall of a few full
 * collections.
 */
export const censusLens: Lens = {
  name: 'census',
  title: 'a count of all objects',
  sees: 'every JavaScript object, counted exactly, without sizes; no strings',
  canBeStopped: false,
  leavesMemory: false,
  fitsReadOnlyServer: true,
  costAtMost: ({ heapUsedBytes }) => ({
    pauseMs: 120 + heapUsedBytes * MOST_MS_PER_HEAP_BYTE,
    rssBytes: 30e6 + heapUsedBytes * MOST_BYTES_PER_HEAP_BYTE,
  }),
  estimate: ({ collectionMs, objects, strings, views }) => ({
    pauseMs: Math.round(LEAST_MS + collectionMs * COLLECTIONS),
    rssBytes: Math.round(
      LEAST_BYTES + objects * BYTES_PER_OBJECT + strings * BYTES_PER_STRING + views * BYTES_PER_VIEW,
    ),
  }),
  answers: {
    types: async (isolate, _asked, { progress }) => {
      progress('counting objects');
      const counts = await takeCensus(isolate.session, await isolate.places());
      isolate.counts.census = counts;
      return { ...counts, walk: null };
    },
    instances: async (isolate, { name, most, use }) =>
      pickObjects(isolate.session, { name, most, places: await isolate.places() }, use),
  },
};
