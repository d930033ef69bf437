import type { HeapSample } from '../injected/sample/heap-sampler.js';
import type { Isolate } from '../isolate/isolate.js';
import { type Memory, readMemory, readYoungBytes } from '../isolate/memory.js';
import type { Session } from '../session/session.js';
import type { LookOptions } from './look-options.js';
import { sampleHeap } from './sample-heap.js';

/** What a heap consists of, roughly: enough to tell what a look through a lens would cost. */
export interface HeapMeasure extends HeapSample {
  /** How long a full collection takes, ms: measured now, or estimated if it would take more than the budget. */
  readonly collectionMs: number;
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

/** Measures a heap. It costs the target one collection, where that fits into the budget, and some steps of 5 ms. */
export async function measureHeap(isolate: Isolate, options: LookOptions): Promise<HeapMeasure> {
  return await measure(isolate, options, isolate.process.limits.maxPauseMs / 2);
}

/**
 * The same without a collection, which would stall the target for longer than a fork does: its length is guessed, and
 * what is young is taken to be garbage.
 */
export async function measureHeapWithoutStall(isolate: Isolate, options: LookOptions): Promise<HeapMeasure> {
  return await measure(isolate, options, 0);
}

/** Measures a heap; it is collected if that is expected to take less than `mostMs`. */
async function measure(isolate: Isolate, options: LookOptions, mostMs: number): Promise<HeapMeasure> {
  const { session } = isolate;
  options.progress('estimating what it costs');
  try {
    const sample = await sampleHeap(isolate, options);
    const before = await readMemory(session);
    const old = scale(sample, before.heapUsedBytes - (await readYoungBytes(session)));
    const expectedMs = expectedCollectionMs(old);
    if (expectedMs >= mostMs) return { ...old, collectionMs: expectedMs, memory: before, room: roomOf(before) };
    const collectionMs = await timeCollection(session);
    const memory = await readMemory(session);
    return { ...scale(sample, memory.heapUsedBytes), collectionMs, memory, room: roomOf(memory) };
  } finally {
    options.progress('');
  }
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
async function timeCollection(session: Session): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let times = 0; times < 3 && least > 5; times++) {
    const start = performance.now();
    await session.send('HeapProfiler.collectGarbage');
    least = Math.min(least, performance.now() - start);
    if (least > 100) break;
  }
  return least;
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
