import type { Memory } from '../injected/memory/read-memory.js';
import { callNow } from '../session/call.js';
import { loadEntryNow } from '../session/entry.js';
import type { Session } from '../session/session.js';
import { retryWhileLoading } from './retry-while-loading.js';

export type { Memory };

/** The target's memory totals, bytes; costs it nothing. */
export async function readMemory(session: Session): Promise<Memory> {
  const entry = await loadEntryNow(session, 'memory');
  return await retryWhileLoading(() => callNow(session, entry, 'read'));
}

/** Bytes of the objects that the target has made last, most of which are garbage already; costs it nothing. */
export async function readYoungBytes(session: Session): Promise<number> {
  return await callNow(session, await loadEntryNow(session, 'memory'), 'readYoungBytes');
}

/** What a full garbage collection has done. */
export interface Collection {
  /** The memory before it. */
  readonly before: Memory;
  /** The memory after it. */
  readonly after: Memory;
  /** How long the target stood still for it, ms. */
  readonly pauseMs: number;
}

/** Collects the garbage, all of it. */
export async function collectGarbage(session: Session): Promise<Collection> {
  const before = await readMemory(session);
  const start = performance.now();
  await session.send('HeapProfiler.collectGarbage');
  const pauseMs = performance.now() - start;
  return { before, after: await readMemory(session), pauseMs };
}

/** Where nobody samples allocations, we do for a moment, so rarely that nothing is sampled. Bytes. */
const SAMPLING_INTERVAL = 2 ** 20;

/**
 * Collects all garbage once, at a third of the price of `collectGarbage`, which does it several times: V8 collects
 * before it tells of a sampling profile. If somebody else samples, their profile is asked for, and their sampler goes
 * on; one that was started in the process may have been told not to collect.
 */
export async function collectOnce(session: Session): Promise<void> {
  // A read-only server lets nobody sample.
  if (session.asksByName) {
    await session.send('HeapProfiler.collectGarbage');
    return;
  }
  const isSampled = await session.send('HeapProfiler.getSamplingProfile').then(
    () => true,
    () => false,
  );
  if (isSampled) return;
  await session.send('HeapProfiler.startSampling', { samplingInterval: SAMPLING_INTERVAL });
  await session.send('HeapProfiler.stopSampling');
}
