import { readThreadState, type ThreadState } from '../process/thread-state.js';
import { program } from '../program.js';

/** What a thread does, and its heap. */
export interface ThreadVitals {
  readonly state: Exclude<ThreadState, 'loading'>;
  /** JavaScript objects, living and not yet collected. */
  readonly heapUsedBytes: number;
  /** How large the heap may become. */
  readonly heapLimitBytes: number;
}

/**
 * Reads what V8 knows of the thread's heap: no collection, no walk. Null while Node is loading a module there, as it
 * takes another.
 */
export function readThreadVitals(): ThreadVitals | null {
  const state = readThreadState();
  if (state === 'loading') return null;
  const { getHeapStatistics } = program.load('v8') as typeof import('node:v8');
  const { used_heap_size: heapUsedBytes, heap_size_limit: heapLimitBytes } = getHeapStatistics();
  return { state, heapUsedBytes, heapLimitBytes };
}
