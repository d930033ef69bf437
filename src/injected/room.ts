/** What a process uses, and what bounds it, in bytes. */
export interface Room {
  readonly heapUsed: number;
  readonly heapLimit: number;
  readonly rss: number;
  /** Of its container or cgroup; null without one. */
  readonly limit: number | null;
  /** What the machine can still give. */
  readonly free: number;
}

/** Reads what the process uses and what bounds it. */
export function room(load: (builtin: string) => unknown): Room {
  const v8 = load('v8') as typeof import('node:v8');
  const os = load('os') as typeof import('node:os');
  const { rss, heapUsed } = process.memoryUsage();
  // undefined or 0 where there is no limit, or an absurd number (cgroup v1 writes 2^63 for none).
  const limit = typeof process.constrainedMemory === 'function' ? process.constrainedMemory() : 0;
  return {
    heapUsed,
    heapLimit: v8.getHeapStatistics().heap_size_limit,
    rss,
    limit: limit > 0 && limit < os.totalmem() ? limit : null,
    free: os.freemem(),
  };
}
