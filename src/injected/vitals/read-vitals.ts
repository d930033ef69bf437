import { program } from '../program.js';
import { countDescriptors, type DescriptorKind } from './count-descriptors.js';

/** What the counters of a process say that a leak could move. Sizes in bytes; null: not told here. */
export interface RawVitals {
  readonly rssBytes: number;
  /** The part of the RSS that is mapped files: the binary, libraries. */
  readonly fileMappingsBytes: number | null;
  /** Objects of the old generation of the heap, and large ones. */
  readonly oldGenerationBytes: number;
  /** V8's pages for objects that are in RAM. */
  readonly heapPagesBytes: number;
  readonly externalBytes: number;
  /** A part of `externalBytes`. */
  readonly arrayBuffersBytes: number;
  readonly globalHandlesBytes: number;
  readonly nativeContexts: number;
  readonly threads: number | null;
  /** Open file descriptors by what they lead to. */
  readonly descriptors: Record<DescriptorKind, number> | null;
  /** What keeps the event loop alive, by Node's names: `Timeout`, `TCPSocketWrap`. */
  readonly resources: Record<string, number>;
}

/** How many descriptors are counted from inside, which takes about 10 µs for each. */
const MOST_DESCRIPTORS = 1000;

/**
 * Reads the counters: no collection, no walk; about a millisecond, and 10 with `countsDescriptors` (of which at most
 * 1,000 are counted).
 */
export function readVitals(countsDescriptors: boolean): RawVitals {
  const { getHeapStatistics, getHeapSpaceStatistics } = program.load('v8') as typeof import('node:v8');
  const fs = program.load('fs') as typeof import('node:fs');
  const { rss, heapUsed, external, arrayBuffers } = program.process.memoryUsage();
  const heap = getHeapStatistics() as ReturnType<typeof getHeapStatistics> & { used_global_handles_size?: number };
  let young = 0;
  // An array of the program's realm, which may have replaced what iterates over it.
  const spaces = getHeapSpaceStatistics();
  for (let i = 0; i < spaces.length; i++) {
    const { space_name: name, space_used_size: used } = spaces[i];
    if (name === 'new_space' || name === 'new_large_object_space') young += used;
  }
  const status = readStatus();
  return {
    rssBytes: rss,
    fileMappingsBytes: status.RssFile === undefined ? null : status.RssFile * 1024,
    oldGenerationBytes: heapUsed - young,
    heapPagesBytes: heap.total_physical_size,
    externalBytes: external,
    arrayBuffersBytes: arrayBuffers,
    globalHandlesBytes: heap.used_global_handles_size ?? 0,
    nativeContexts: heap.number_of_native_contexts,
    threads: status.Threads ?? null,
    descriptors: countsDescriptors ? countDescriptors(fs, 'self', MOST_DESCRIPTORS) : null,
    resources: countResources(),
  };
}

/** The numbers of /proc/self/status (proc(5)), sizes in kB; none where there is no such file. */
export function readStatus(): { readonly [name: string]: number } {
  const { readFileSync } = program.load('fs') as typeof import('node:fs');
  const numbers: Record<string, number> = Object.create(null);
  try {
    for (const [, name, digits] of readFileSync('/proc/self/status', 'latin1').matchAll(/^(\w+):\s+(\d+)/gm))
      numbers[name] = Number(digits);
  } catch {
    // Not Linux.
  }
  return numbers;
}

function countResources(): Record<string, number> {
  const counts: Record<string, number> = Object.create(null);
  try {
    const names = program.process.getActiveResourcesInfo();
    for (let i = 0; i < names.length; i++) counts[names[i]] = (counts[names[i]] ?? 0) + 1;
  } catch {
    // Node's own code has met what the program has changed.
  }
  return counts;
}
