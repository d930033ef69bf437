import { program } from '../program.js';

const { readFileSync } = program.load('fs') as typeof import('node:fs');
const { getHeapStatistics } = program.load('v8') as typeof import('node:v8');

/** One level of the control groups that a process is in: bytes, null without a limit. */
export interface CgroupLevel {
  readonly path: string;
  readonly limitBytes: number | null;
  readonly usedBytes: number;
  /** Of what is used: pages of files that the kernel can drop. */
  readonly reclaimableBytes: number;
  /** Bytes of swap that it may still take; null: as many as the machine has. */
  readonly swapBytes: number | null;
  /** When memory runs out here, the kernel kills all processes of the group, not the one to blame. */
  readonly killsAll: boolean;
}

/** What memory a process has, and what it can still get, bytes. */
export interface MemoryLimits {
  readonly rssBytes: number;
  /** What V8's heap takes: a full collection while a child lives copies it all. */
  readonly heapBytes: number;
  readonly machine: { readonly availableBytes: number; readonly swapBytes: number };
  /** The innermost first; without a limit at any, only those that kill all. */
  readonly cgroups: readonly CgroupLevel[];
}

/**
 * Reads the limits of machine and control groups (version 1 and 2), as the process itself sees them. Nothing is walked.
 */
export function readMemoryLimits(): MemoryLimits {
  const read = (path: string): string => {
    try {
      return readFileSync(path, 'latin1');
    } catch {
      return '';
    }
  };
  const kilobytes = (text: string, name: string): number =>
    1024 * Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);
  const meminfo = read('/proc/meminfo');
  return {
    rssBytes: kilobytes(read('/proc/self/status'), 'VmRSS'),
    heapBytes: getHeapStatistics().total_physical_size,
    machine: { availableBytes: kilobytes(meminfo, 'MemAvailable'), swapBytes: kilobytes(meminfo, 'SwapFree') },
    cgroups: cgroupsOf(read),
  };
}

function cgroupsOf(read: (path: string) => string): CgroupLevel[] {
  const levels: CgroupLevel[] = [];
  const mounts = read('/proc/self/mountinfo');
  for (const line of read('/proc/self/cgroup').split('\n')) {
    const [id, controllers, ...rest] = line.split(':');
    const path = rest.join(':');
    const isV2 = id === '0' && controllers === '';
    if (!isV2 && !controllers?.split(',').includes('memory')) continue;
    const mount = mountOf(mounts, isV2);
    if (mount === null) continue;
    // In a container the mount may be of the very group that /proc/self/cgroup names by a path from the machine's root.
    const own = path.startsWith(mount.root) ? path.slice(mount.root === '/' ? 0 : mount.root.length) : '';
    for (
      let at: string | null = own.replace(/\/$/, '');
      at !== null;
      at = at === '' ? null : at.replace(/\/[^/]*$/, '')
    ) {
      const level = (isV2 ? levelOfV2 : levelOfV1)(read, mount.point + at);
      if (level !== null) levels.push(level);
    }
  }
  return levels;
}

/** Where the control groups with memory are mounted, and which of them is at the mount's root. */
function mountOf(mounts: string, isV2: boolean): { point: string; root: string } | null {
  for (const line of mounts.split('\n')) {
    const [left, right] = line.split(' - ');
    const [, , , root, point] = (left ?? '').split(' ');
    const [type, , options] = (right ?? '').split(' ');
    if (isV2 ? type === 'cgroup2' : type === 'cgroup' && options.split(',').includes('memory')) return { point, root };
  }
  return null;
}

function levelOfV2(read: (path: string) => string, path: string): CgroupLevel | null {
  const limitBytes = limitOf(read(`${path}/memory.max`));
  const killsAll = read(`${path}/memory.oom.group`).trim() === '1';
  if (limitBytes === null && !killsAll) return null;
  const swapLimit = limitOf(read(`${path}/memory.swap.max`));
  return {
    path,
    limitBytes,
    usedBytes: Number(read(`${path}/memory.current`)),
    reclaimableBytes: fileBytes(read(`${path}/memory.stat`), ''),
    swapBytes: swapLimit === null ? null : swapLimit - Number(read(`${path}/memory.swap.current`)),
    killsAll,
  };
}

function levelOfV1(read: (path: string) => string, path: string): CgroupLevel | null {
  const limitBytes = limitOf(read(`${path}/memory.limit_in_bytes`));
  if (limitBytes === null) return null;
  const usedBytes = Number(read(`${path}/memory.usage_in_bytes`));
  const both = limitOf(read(`${path}/memory.memsw.limit_in_bytes`));
  return {
    path,
    limitBytes,
    usedBytes,
    reclaimableBytes: fileBytes(read(`${path}/memory.stat`), 'total_'),
    swapBytes: both === null ? null : Math.max(0, both - limitBytes),
    killsAll: false,
  };
}

/** A limit as the kernel writes it; "max", and what is beyond all memory, is none. */
function limitOf(text: string): number | null {
  const bytes = Number.parseInt(text, 10);
  return Number.isFinite(bytes) && bytes < 2 ** 60 ? bytes : null;
}

function fileBytes(stat: string, prefix: string): number {
  const of = (name: string): number => Number(new RegExp(`^${prefix}${name} (\\d+)`, 'm').exec(stat)?.[1] ?? 0);
  return of('inactive_file') + of('active_file');
}
