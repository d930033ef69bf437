import type { ProcessDescription } from '../injected/process/describe-process.js';
import { callNow } from '../session/call.js';
import { loadEntryNow } from '../session/entry.js';
import type { Session } from '../session/session.js';
import { readMemory } from './memory.js';

/** What a process is, how it was started, and how large its heap may become. */
export interface ProcessInfo extends ProcessDescription {
  /** How large its heap may become, bytes. */
  readonly heapLimitBytes: number;
}

/** Asks a process what it is; costs it nothing. */
export async function processInfo(session: Session): Promise<ProcessInfo> {
  const entry = await loadEntryNow(session, 'process');
  const [process, { heapLimitBytes }] = await Promise.all([callNow(session, entry, 'describe'), readMemory(session)]);
  return { ...process, heapLimitBytes };
}
