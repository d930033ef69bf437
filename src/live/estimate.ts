import { memory } from '../injected/memory.js';
import { builtinLoader } from '../session/builtins.js';
import { callNow } from '../session/call.js';
import type { LiveTarget } from './target.js';

/** What looking through a lens is expected to cost the target: ms of stall, bytes of RSS. */
export interface Estimate {
  readonly pauseMs: number;
  readonly rssBytes: number;
}

/** What to expect of a target, and what it can bear. */
export interface Estimates {
  readonly census: Estimate;
  readonly snapshot: Estimate;
  /** Bytes that it can still allocate before the first of its limits, and which that is. */
  readonly room: { readonly bytes: number; readonly limit: string };
}

/** Estimates what a census and a snapshot would cost this target now. */
export async function estimate({ session }: LiveTarget): Promise<Estimates> {
  const load = await builtinLoader(session, 'leakconsole-estimate');
  const now = await callNow(session, memory, load);
  return {
    census: { pauseMs: 20 + now.heapUsedBytes * 10e-6, rssBytes: now.heapUsedBytes * 1.5 },
    snapshot: { pauseMs: 150 + now.heapUsedBytes * 70e-6, rssBytes: 30e6 + now.heapUsedBytes * 7 },
    room: { bytes: now.heapLimitBytes - now.heapUsedBytes, limit: 'heap limit' },
  };
}
