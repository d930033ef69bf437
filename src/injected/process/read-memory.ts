import { program } from '../program.js';

/** The memory of a process, bytes. `limitBytes`: its container's limit, null without one; `freeBytes`: what the machine can still give. */
export interface Memory {
  readonly rssBytes: number;
  readonly heapUsedBytes: number;
  readonly heapTotalBytes: number;
  readonly heapLimitBytes: number;
  readonly externalBytes: number;
  readonly arrayBuffersBytes: number;
  readonly otherBytes: number;
  readonly limitBytes: number | null;
  readonly freeBytes: number;
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
