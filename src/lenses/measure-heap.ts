import type { HeapSample } from '../injected/sample/heap-sampler.js';
import type { Isolate } from '../isolate/isolate.js';
import { type Memory, readMemory, readYoungBytes } from '../isolate/memory.js';
import type { Session } from '../session/session.js';
import type { LookOptions } from './look-options.js';
import { sampleHeap } from './sample-heap.js';

/** What a heap consists of, roughly: enough to tell what a look through a lens would cost. */
export interface HeapMeasure extends HeapSample {
  /** What was looked at. */
  readonly sample: HeapSample;
  /** How long `HeapProfiler.collectGarbage` takes, ms. */
  readonly collectionMs: number;
  /** How long the target was stalled in order to know, ms; 0: it is guessed. */
  readonly stallMs: number;
  readonly memory: Memory;
  readonly room: Room;
}

/** Bytes that the target can still allocate before the first of its limits, and which that is. */
export interface Room {
  /** How much it can still allocate. */
  readonly bytes: number;
  /** The limit that comes first. */
  readonly limit: 'heap limit' | 'container limit' | 'machine’s free memory';
}

/** A process of nothing but Node: what its heap holds. */
const NODES_OWN = { heapBytes: 4e6, objects: 9000 };
/** Measured on Node 20.20, x86-64, for the kinds of heaps in test/fixtures/heaps.cjs. */
const COLLECTION_MS_PER_OBJECT = 150e-6;

/**
 * Measures a heap in some steps of 5 ms: how long a collection takes is guessed, and what is young is taken to be
 * garbage.
 */
export async function measureHeap(isolate: Isolate, options: LookOptions): Promise<HeapMeasure> {
  const { session } = isolate;
  options.progress('estimating what it costs');
  try {
    const sample = await sampleHeap(isolate, options);
    const memory = await readMemory(session);
    const heap = scale(sample, memory.heapUsedBytes - (await readYoungBytes(session)));
    return { ...heap, sample, collectionMs: expectedCollectionMs(heap), stallMs: 0, memory, room: roomOf(memory) };
  } finally {
    options.progress('');
  }
}

/**
 * Measures a heap better, by collecting its garbage, which stalls the target for what it tells; as it is where that is
 * expected to take half of what the budget allows.
 */
export async function measureByCollecting(
  { session, process: { limits } }: Isolate,
  heap: HeapMeasure,
): Promise<HeapMeasure> {
  if (heap.stallMs > 0 || heap.collectionMs >= limits.maxPauseMs / 2) return heap;
  const { least, most } = await timeCollection(session);
  const memory = await readMemory(session);
  return {
    ...scale(heap.sample, memory.heapUsedBytes),
    sample: heap.sample,
    collectionMs: least,
    stallMs: most,
    memory,
    room: roomOf(memory),
  };
}

/**
 * How long a full collection takes by what there is to mark, ms of processor time on the machine of the measurement.
 */
export function expectedCollectionMs({ objects, strings }: Pick<HeapSample, 'objects' | 'strings'>): number {
  return 5 + (objects + strings) * COLLECTION_MS_PER_OBJECT;
}

/** The sample made to fill so much of the heap: what was not visited is taken to be like what was. */
function scale(sample: HeapSample, usedBytes: number): HeapSample {
  const bytes = Math.max(0, usedBytes - NODES_OWN.heapBytes);
  const factor = bytes / Math.max(sample.bytes, 1);
  return {
    objects: NODES_OWN.objects + sample.objects * factor,
    strings: sample.strings * factor,
    edges: sample.edges * factor,
    views: sample.views * factor,
    bytes,
    textBytes: sample.textBytes * factor,
  };
}

/**
 * How long V8 takes to collect all garbage, ms. A short one is measured again: a busy machine makes one of 5 ms last
 * 20.
 */
async function timeCollection(session: Session): Promise<{ readonly least: number; readonly most: number }> {
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (let times = 0; times < 3 && least > 5; times++) {
    const start = performance.now();
    await session.send('HeapProfiler.collectGarbage');
    const ms = performance.now() - start;
    least = Math.min(least, ms);
    most = Math.max(most, ms);
    if (least > 100) break;
  }
  return { least, most };
}

/** What a process with such totals can still allocate. */
export function roomOf({ heapUsedBytes, heapLimitBytes, rssBytes, limitBytes, freeBytes }: Memory): Room {
  const rooms: Room[] = [
    { bytes: heapLimitBytes - heapUsedBytes, limit: 'heap limit' },
    { bytes: freeBytes, limit: 'machine’s free memory' },
  ];
  if (limitBytes !== null) rooms.push({ bytes: limitBytes - rssBytes, limit: 'container limit' });
  const least = rooms.reduce((a, b) => (b.bytes < a.bytes ? b : a));
  return { ...least, bytes: Math.max(0, least.bytes) };
}
