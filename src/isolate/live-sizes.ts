import { setTimeout as sleep } from 'node:timers/promises';
import type { Isolate } from './isolate.js';
import { collectOnce, readMemory } from './memory.js';
import type { WaitOptions } from './wait-for-target.js';
import { CollectionWatch, type GcEvent, isFull } from './watch-collections.js';

/** What was alive at the end of a full collection. Bytes. */
export interface LiveSize {
  /** ms since the epoch. */
  readonly at: number;
  readonly heapBytes: number;
  /** What JavaScript objects hold outside of the heap. */
  readonly externalBytes: number;
  /** How long the target stood still for it, ms. */
  readonly pauseMs: number;
  /** Whether we have asked for the collection. */
  readonly isForced: boolean;
}

/** What time it is, and how to wait. */
export interface Clock {
  /** ms since the epoch. */
  now(): number;
  /** Resolves after so many ms, or when the signal is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

const SYSTEM_CLOCK: Clock = {
  now: Date.now,
  sleep: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => {}),
};

/** Into how many parts the time is divided; there is a live size in each. */
const PARTS = 10;
/** How often the target is asked for its own collections, ms. */
const POLL_MS = 1000;
/** Forced collections take at most this part of the time. */
const MOST_DUTY = 0.25;
/** What a collection takes, before one was measured; rather too much. */
const MS_PER_BYTE = 2e-6;

/**
 * The live sizes of an isolate, while they are found: those after its own full collections, and in each tenth of the
 * time without one after one that we force, where that fits into the pause budget. Ends at the end of the time, or when
 * the signal is aborted.
 */
export async function* observeLiveSizes(
  isolate: Isolate,
  { forMs, clock = SYSTEM_CLOCK, notice, signal }: WaitOptions & { readonly forMs: number; readonly clock?: Clock },
): AsyncGenerator<LiveSize> {
  const { session, process } = isolate;
  const { maxPauseMs, force: isAnyAllowed } = process.limits;
  const watch = await CollectionWatch.start(session);
  const takeFull = async (isForced: boolean): Promise<LiveSize[]> => {
    const events = await watch.take();
    return events.filter(isFull).map((event) => liveSizeOf(event, clock.now(), isForced));
  };
  // V8 may collect several times for one that we ask for.
  const force = async (): Promise<LiveSize[]> => {
    await collectOnce(session);
    const sizes = await takeFull(true);
    const pauseMs = sizes.reduce((sum, size) => sum + size.pauseMs, 0);
    return sizes.slice(-1).map((last) => ({ ...last, pauseMs }));
  };
  const start = clock.now();
  const partMs = forMs / PARTS;
  const allowedMs = isAnyAllowed ? Number.POSITIVE_INFINITY : Math.min(maxPauseMs, partMs * MOST_DUTY);
  let expectedMs = (await readMemory(session)).heapUsedBytes * MS_PER_BYTE;
  let isTold = false;
  try {
    if (expectedMs <= allowedMs) {
      // This one also frees what has been dead for long, such as code, and tells what the others will take.
      expectedMs = (await force()).at(-1)?.pauseMs ?? expectedMs;
    }
    for (let part = 1; part <= PARTS; part++) {
      const end = start + part * partMs;
      let hasCollected = false;
      while (clock.now() < end && !signal.aborted) {
        await clock.sleep(Math.min(POLL_MS, end - clock.now()), signal);
        for (const size of signal.aborted ? [] : await takeFull(false)) {
          hasCollected = true;
          expectedMs = size.pauseMs;
          yield size;
        }
      }
      if (signal.aborted) return;
      if (hasCollected) continue;
      if (expectedMs <= allowedMs) {
        for (const size of await force()) {
          expectedMs = size.pauseMs;
          yield size;
        }
      } else if (!isTold) {
        isTold = true;
        notice(
          `to force a full collection would stall the target for about ${Math.round(expectedMs)} ms (allowed: ${Math.round(allowedMs)} ms): ` +
            'only its own are looked at; --max-pause and a longer --for allow it',
        );
      }
    }
  } finally {
    await watch.stop();
  }
}

function liveSizeOf({ afterBytes, externalBytes, ms }: GcEvent, at: number, isForced: boolean): LiveSize {
  return { at, heapBytes: afterBytes, externalBytes, pauseMs: ms, isForced };
}
