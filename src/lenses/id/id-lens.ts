import { objectWithId } from '../../isolate/heap-ids.js';
import { censusLens } from '../census/census-lens.js';
import type { Lens } from '../lens.js';

const LEAST_MS = 15;

/**
 * The live object with an `@id`. V8 marks what can be reached, and walks its heap for it
 * (`HeapProfiler::FindHeapObjectById`), which takes as long as collecting the garbage; it remembers what it has marked
 * as a census does.
 */
export const idLens: Lens = {
  name: 'id',
  title: 'a search of the heap for an @id',
  sees: 'the live object that has an @id of a snapshot',
  canBeStopped: false,
  leavesMemory: false,
  fitsReadOnlyServer: false,
  costAtMost: censusLens.costAtMost,
  estimate: (heap) => ({
    pauseMs: Math.round(LEAST_MS + heap.collectionMs),
    rssBytes: censusLens.estimate(heap).rssBytes,
  }),
  answers: { object: (isolate, { id }) => objectWithId(isolate.session, id) },
};
