import { type Memory, memory } from '../injected/memory.js';
import { builtinLoader } from '../session/builtins.js';
import { callNow, OBJECT_GROUP } from '../session/call.js';
import type { Session } from '../session/session.js';

export type { Memory };

/** The target's memory totals, bytes; costs it nothing. */
export async function readMemory(session: Session): Promise<Memory> {
  return callNow(session, memory, await builtinLoader(session, OBJECT_GROUP));
}

/** A full garbage collection: the memory before and after it, and how long the target stood still for it, ms. */
export async function collectGarbage(session: Session): Promise<{ before: Memory; after: Memory; pauseMs: number }> {
  const before = await readMemory(session);
  const start = performance.now();
  await session.send('HeapProfiler.collectGarbage');
  const pauseMs = performance.now() - start;
  return { before, after: await readMemory(session), pauseMs };
}
