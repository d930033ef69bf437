import type { Lens } from '../lens.js';
import { takeSnapshot } from './take-snapshot.js';
import { writeOnTarget } from './write-on-target.js';

// Measured on Node 20.20, x86-64, for the kinds of heaps in test/fixtures/heaps.cjs; test/bench/live-bench.mjs holds
// them against what happens.
/** A process of nothing but Node: ms and bytes. */
const LEAST_MS = 120;
const LEAST_BYTES = 30e6;
const COLLECTIONS = 47;
const MS_PER_EDGE = 1.2e-3;
const MS_PER_TEXT_BYTE = 5e-6;
const BYTES_PER_EDGE = 145;
const BYTES_PER_VIEW = 600;
const BYTES_PER_TEXT_BYTE = 0.8;
/** Nothing that was measured costs more for a byte of used heap. */
const MOST_MS_PER_HEAP_BYTE = 120e-6;
const MOST_BYTES_PER_HEAP_BYTE = 16;

/** Everything in the heap, by V8's heap snapshot: a long stall, and many times the heap in memory. */
export const snapshotLens: Lens = {
  name: 'snapshot',
  title: 'a heap snapshot',
  sees: 'everything: strings, closures, sizes, retained sizes, retainers',
  canBeStopped: false,
  leavesMemory: true,
  fitsReadOnlyServer: false,
  costAtMost: ({ heapUsedBytes }) => ({
    pauseMs: LEAST_MS + heapUsedBytes * MOST_MS_PER_HEAP_BYTE,
    rssBytes: LEAST_BYTES + heapUsedBytes * MOST_BYTES_PER_HEAP_BYTE,
  }),
  estimate({ collectionMs, edges, textBytes, views }) {
    const byEdges = edges * MS_PER_EDGE + textBytes * MS_PER_TEXT_BYTE;
    const byCollections = collectionMs * COLLECTIONS;
    return {
      // byCollections reflects this machine's speed, byEdges the heap's form; the geometric mean balances both.
      pauseMs: Math.round(LEAST_MS + Math.sqrt(byEdges * byCollections)),
      rssBytes: Math.round(
        LEAST_BYTES + edges * BYTES_PER_EDGE + views * BYTES_PER_VIEW + textBytes * BYTES_PER_TEXT_BYTE,
      ),
    };
  },
  answers: {
    heap: (isolate, { file, isAsked }, options) => takeSnapshot(isolate, file, isAsked, options),
    'heap on target': (isolate, { path }) => writeOnTarget(isolate.session, path),
  },
};
