import type { Memory } from '../injected/process/read-memory.js';
import { callNow } from '../session/call.js';
import { loadEntryNow } from '../session/entry.js';
import type { Session } from '../session/session.js';

export type { Memory };

/** The target's memory totals, bytes; costs it nothing. */
export async function readMemory(session: Session): Promise<Memory> {
  return await callNow(session, await loadEntryNow(session, 'process'), 'readMemory');
}

/** A full garbage collection: the memory before and after it, and how long the target stood still for it, ms. */
export async function collectGarbage(session: Session): Promise<{ before: Memory; after: Memory; pauseMs: number }> {
  const before = await readMemory(session);
  const start = performance.now();
  await session.send('HeapProfiler.collectGarbage');
  const pauseMs = performance.now() - start;
  return { before, after: await readMemory(session), pauseMs };
}
