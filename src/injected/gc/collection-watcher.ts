import { program } from '../program.js';

/** One garbage collection. Bytes, ms. */
export interface GcEvent {
  /** By V8's name: `Scavenge`, `MarkSweepCompact`, `IncrementalMarking` (its start), … */
  readonly type: string;
  /** How long the thread stood still for it. */
  readonly ms: number;
  readonly beforeBytes: number;
  readonly afterBytes: number;
  /** What the old generation, large objects included, has gained. */
  readonly promotedBytes: number;
  /** What JavaScript objects hold outside of the heap, after it. */
  readonly externalBytes: number;
}

/** Node's `v8.GCProfiler` (from 18.15 on), whose types are wrong in some versions. */
interface GcProfiler {
  start(): void;
  stop(): { readonly statistics: readonly GcStatistics[] } | undefined;
}

interface GcStatistics {
  readonly gcType: string;
  /** µs */
  readonly cost: number;
  readonly beforeGC: HeapState;
  readonly afterGC: HeapState;
}

interface HeapState {
  readonly heapStatistics: { readonly usedHeapSize: number; readonly externalMemory: number };
  readonly heapSpaceStatistics: readonly { readonly spaceName: string; readonly spaceUsedSize: number }[];
}

const { GCProfiler } = program.load('v8') as { readonly GCProfiler?: new () => GcProfiler };

/** Whether this version of Node tells of collections. */
export function canWatch(): boolean {
  return GCProfiler !== undefined;
}

/**
 * Sees each collection from its start on, without a listener or timer in the program. Take its events often: V8 keeps 4
 * kB for each. It ends with
 * `stop`, or when nobody holds it.
 */
export class CollectionWatcher {
  #profiler: GcProfiler | null = startProfiler();

  /** The collections since the last call, the first first. */
  take(): GcEvent[] {
    const last = this.#profiler;
    // The next begins before the last one ends, so that none is missed.
    this.#profiler = startProfiler();
    return readEvents(last);
  }

  stop(): void {
    this.#profiler?.stop();
    this.#profiler = null;
  }
}

function startProfiler(): GcProfiler {
  const profiler = new GCProfiler!();
  profiler.start();
  return profiler;
}

function readEvents(profiler: GcProfiler | null): GcEvent[] {
  const { statistics } = profiler?.stop() ?? { statistics: [] };
  const events: GcEvent[] = [];
  for (let i = 0; i < statistics.length; i++) {
    const { gcType, cost, beforeGC, afterGC } = statistics[i];
    events.push({
      type: gcType,
      ms: cost / 1000,
      beforeBytes: beforeGC.heapStatistics.usedHeapSize,
      afterBytes: afterGC.heapStatistics.usedHeapSize,
      promotedBytes: oldBytes(afterGC) - oldBytes(beforeGC),
      externalBytes: afterGC.heapStatistics.externalMemory,
    });
  }
  return events;
}

function oldBytes({ heapSpaceStatistics: spaces }: HeapState): number {
  let bytes = 0;
  for (let i = 0; i < spaces.length; i++) {
    const { spaceName, spaceUsedSize } = spaces[i];
    if (spaceName !== 'new_space' && spaceName !== 'new_large_object_space') bytes += spaceUsedSize;
  }
  return bytes;
}
