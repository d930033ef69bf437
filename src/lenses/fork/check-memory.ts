import type { MemoryLimits } from '../../injected/fork/read-memory-limits.js';

/** What a child may take, bytes. */
export interface ChildMemory {
  /** What it is expected to take beside what it shares with its parent. */
  readonly expectedBytes: number;
  /** The most that it is given. */
  readonly mostBytes: number;
}

/**
 * While a child lives, a full collection of the parent copies V8's heap; and besides some of the rest, written to
 * meanwhile.
 */
const COPIED_OF_REST = 0.1;

/** Bytes that the parent may copy while a child lives. */
export function copyOnWriteBytes({ heapBytes, rssBytes }: MemoryLimits): number {
  return Math.round(heapBytes + COPIED_OF_REST * Math.max(0, rssBytes - heapBytes));
}

/**
 * Why a child's memory and what the parent copies do not fit into machine and container, in one line; null if they do.
 * Swap is not counted for either: a service that is swapped out has fallen over.
 */
export function findMemoryRefusal(limits: MemoryLimits, { expectedBytes, mostBytes }: ChildMemory): string | null {
  const copied = copyOnWriteBytes(limits);
  const needs = `a child needs ${mb(expectedBytes)}, and the target ${mb(copied)} for what it writes meanwhile`;
  const { availableBytes } = limits.machine;
  if (availableBytes < expectedBytes + copied) return `${needs}: the machine has ${mb(availableBytes)} left`;
  for (const { limitBytes, usedBytes, reclaimableBytes, killsAll } of limits.cgroups) {
    if (limitBytes === null) continue;
    const left = Math.max(0, limitBytes - usedBytes + reclaimableBytes);
    if (left < expectedBytes + copied) return `${needs}: the container has ${mb(left)} left`;
    // There, one byte too many ends the service with the child: so the limit must hold, not the estimate.
    if (killsAll && left < mostBytes + copied) {
      return `a child may take up to ${mb(mostBytes)}, the container has ${mb(left)} left, and would be killed as a whole (memory.oom.group)`;
    }
  }
  return null;
}

function mb(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MB`;
}
