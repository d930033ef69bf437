import { program } from '../program.js';

/** The memory of a process, bytes. */
export interface Memory {
  /** Memory of the process that is in RAM. */
  readonly rssBytes: number;
  /** JavaScript objects, living and not yet collected. */
  readonly heapUsedBytes: number;
  /** What V8 holds for objects, the free part too. */
  readonly heapTotalBytes: number;
  /** How large the heap may become. */
  readonly heapLimitBytes: number;
  /** What JavaScript objects hold outside the heap, `arrayBuffersBytes` among it. */
  readonly externalBytes: number;
  /** Buffers and typed arrays. */
  readonly arrayBuffersBytes: number;
  /** The rest of the RSS: binary, code, stacks, native libraries, fragmentation. */
  readonly otherBytes: number;
  /** The limit of its container; null without one. */
  readonly limitBytes: number | null;
  /** What the machine can still give. */
  readonly freeBytes: number;
}

/** Bytes of the objects that V8 has made last, most of which are garbage already: its new space. */
export function readYoungBytes(): number {
  const v8 = program.load('v8') as typeof import('node:v8');
  return v8.getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_used_size ?? 0;
}

/** Reads the memory totals that Node and V8 keep: no collection, no walk. */
export function readMemory(): Memory {
  const { process } = program;
  const v8 = program.load('v8') as typeof import('node:v8');
  const os = program.load('os') as typeof import('node:os');
  const { rss, heapUsed, heapTotal, external, arrayBuffers } = process.memoryUsage();
  // undefined or 0 where there is no limit, or an absurd number (cgroup v1 writes 2^63 for none).
  const limit = typeof process.constrainedMemory === 'function' ? process.constrainedMemory() : 0;
  return {
    rssBytes: rss,
    heapUsedBytes: heapUsed,
    heapTotalBytes: heapTotal,
    heapLimitBytes: v8.getHeapStatistics().heap_size_limit,
    externalBytes: external,
    arrayBuffersBytes: arrayBuffers,
    otherBytes: Math.max(0, rss - heapTotal - external),
    limitBytes: limit > 0 && limit < os.totalmem() ? limit : null,
    freeBytes: os.freemem(),
  };
}
