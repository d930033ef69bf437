import type { HeapSample } from '../injected/sample/heap-sampler.js';
import type { Isolate } from '../isolate/isolate.js';
import { type Memory, readMemory } from '../isolate/memory.js';
import type { WaitOptions } from '../isolate/wait-for-target.js';
import type { Session } from '../session/session.js';
import { sampleHeap } from './sample-heap.js';

/** What looking through a lens is expected to cost the target: ms of stall, bytes of RSS, whole numbers. */
export interface Estimate {
  readonly pauseMs: number;
  readonly rssBytes: number;
}

/** What to expect of a target, and what it can bear. */
export interface Estimates {
  readonly census: Estimate;
  readonly snapshot: Estimate;
  /** Objects of JavaScript, roughly. */
  readonly objects: number;
  /** How long a full collection takes, ms: measured now, or estimated if it would take more than the budget. */
  readonly collectionMs: number;
  /** Bytes that the target can still allocate before the first of its limits, and which that is. */
  readonly room: { readonly bytes: number; readonly limit: 'heap limit' | 'container limit' | 'machine’s free memory' };
}

// Measured on Node 20.20, x86-64, for the kinds of heaps in test/bench/heaps.cjs; test/bench/live-bench.mjs holds them against what happens.
const COLLECTION_MS_PER_OBJECT = 150e-6;
/** A census collects several times, filters what is unreachable, and walks the heap. */
const CENSUS_COLLECTIONS = 5.5;
const CENSUS_BYTES_PER_OBJECT = 140;
const CENSUS_BYTES_PER_STRING = 75;
const CENSUS_BYTES_PER_VIEW = 130;
const SNAPSHOT_COLLECTIONS = 47;
const SNAPSHOT_MS_PER_EDGE = 1.2e-3;
const SNAPSHOT_MS_PER_TEXT_BYTE = 5e-6;
const SNAPSHOT_BYTES_PER_EDGE = 145;
const SNAPSHOT_BYTES_PER_VIEW = 600;
const SNAPSHOT_BYTES_PER_TEXT_BYTE = 0.8;
/** A process of nothing but Node: what its heap holds, and what a census and a snapshot of it cost. */
const NODES_OWN = { heapBytes: 4e6, objects: 9000, censusMs: 15, snapshotMs: 120, snapshotBytes: 30e6 };

/** Nothing that was measured costs more for a byte of used heap: ms of stall and bytes of RSS. */
const WORST = {
  census: { pauseMs: 15e-6, rssBytes: 4 },
  snapshot: { pauseMs: 120e-6, rssBytes: 16 },
};

/** The most that looking through a lens can cost, whatever the heap consists of; asking costs nothing. */
export async function worstCase({ session }: Isolate): Promise<Pick<Estimates, 'census' | 'snapshot' | 'room'>> {
  const now = await readMemory(session);
  const of = ({ pauseMs, rssBytes }: Estimate): Estimate => ({
    pauseMs: NODES_OWN.snapshotMs + now.heapUsedBytes * pauseMs,
    rssBytes: NODES_OWN.snapshotBytes + now.heapUsedBytes * rssBytes,
  });
  return { census: of(WORST.census), snapshot: of(WORST.snapshot), room: roomOf(now) };
}

/**
 * Estimates what a census and a snapshot would cost this target now. It costs the target one collection, where that fits into the
 * budget, and some steps of 5 ms.
 */
export async function estimate(isolate: Isolate, wait: WaitOptions): Promise<Estimates> {
  const { session } = isolate;
  const raw = await sampleHeap(isolate, wait);
  const before = await readMemory(session);
  const expected = 5 + scaled(raw, before).objects * COLLECTION_MS_PER_OBJECT;
  const measures = expected < isolate.process.limits.maxPauseMs / 2;
  const collectionMs = measures ? await timeCollection(session) : expected;
  const now = measures ? await readMemory(session) : before;
  const sample = scaled(raw, now);
  const byEdges = sample.edges * SNAPSHOT_MS_PER_EDGE + sample.textBytes * SNAPSHOT_MS_PER_TEXT_BYTE;
  const byCollections = collectionMs * SNAPSHOT_COLLECTIONS;
  return {
    census: whole({
      pauseMs: NODES_OWN.censusMs + collectionMs * CENSUS_COLLECTIONS,
      rssBytes:
        2e6 +
        sample.objects * CENSUS_BYTES_PER_OBJECT +
        sample.strings * CENSUS_BYTES_PER_STRING +
        sample.views * CENSUS_BYTES_PER_VIEW,
    }),
    snapshot: whole({
      // One knows the machine, the other the objects.
      pauseMs: NODES_OWN.snapshotMs + Math.sqrt(byEdges * byCollections),
      rssBytes:
        NODES_OWN.snapshotBytes +
        sample.edges * SNAPSHOT_BYTES_PER_EDGE +
        sample.views * SNAPSHOT_BYTES_PER_VIEW +
        SNAPSHOT_BYTES_PER_TEXT_BYTE * sample.textBytes,
    }),
    objects: Math.round(sample.objects),
    collectionMs: Math.round(collectionMs),
    room: roomOf(now),
  };
}

function whole({ pauseMs, rssBytes }: Estimate): Estimate {
  return { pauseMs: Math.round(pauseMs), rssBytes: Math.round(rssBytes) };
}

/** The sample made to fill the program's heap: what was not visited is taken to be like what was. */
function scaled(sample: HeapSample, { heapUsedBytes }: Memory): HeapSample {
  const bytes = Math.max(0, heapUsedBytes - NODES_OWN.heapBytes);
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

/** How long V8 takes to collect all garbage, ms. A short one is measured again: a busy machine makes one of 5 ms last 20. */
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

function roomOf({ heapUsedBytes, heapLimitBytes, rssBytes, limitBytes, freeBytes }: Memory): Estimates['room'] {
  const rooms: Estimates['room'][] = [
    { bytes: heapLimitBytes - heapUsedBytes, limit: 'heap limit' },
    { bytes: freeBytes, limit: 'machine’s free memory' },
  ];
  if (limitBytes !== null) rooms.push({ bytes: limitBytes - rssBytes, limit: 'container limit' });
  const least = rooms.reduce((a, b) => (b.bytes < a.bytes ? b : a));
  return { ...least, bytes: Math.max(0, least.bytes) };
}
