import { readFile } from 'node:fs/promises';
import type { Isolate } from '../isolate/isolate.js';
import { call, callForHandle, callNow } from '../session/call.js';
import { loadEntry } from '../session/entry.js';
import { withGroup } from '../session/object-group.js';
import { inTurnOrAtOnce } from '../session/turning.js';

/** What some work has cost the target. */
export interface MeasuredCost {
  /**
   * The longest stall of its event loop, ms, whatever caused it; where that does not turn, the longest that one call of
   * ours took.
   */
  readonly pauseMs: number;
  /** How far its RSS rose at most, bytes. */
  readonly rssDeltaBytes: number;
  /** How much of that is still there, bytes. */
  readonly rssKeptBytes: number;
}

const WATCH_EVERY = 20;

/** Does some work on a target, and measures what it costs there. Rejects with what the work rejects with. */
export async function measureCost<T>(
  { session, process: { localPid } }: Pick<Isolate, 'session' | 'process'>,
  work: () => Promise<T>,
): Promise<{ value: T; cost: MeasuredCost }> {
  return await withGroup(session, 'meter', async (group) => {
    const meter = await callForHandle(session, await loadEntry(session, 'meter'), 'open', [], group);
    const before = await inTurnOrAtOnce(
      session,
      () => call(session, meter, 'start'),
      () => callNow(session, meter, 'startAtOnce'),
    );
    session.takeLongestAnswer();
    const watch = await watchRss(localPid);
    let value: T;
    try {
      value = await work();
    } finally {
      watch.stop();
    }
    const longestAnswerMs = session.takeLongestAnswer();
    const { longestStallMs, rss, maxRss } = await inTurnOrAtOnce(
      session,
      () => call(session, meter, 'stop'),
      () => callNow(session, meter, 'stopAtOnce'),
    );
    const peak = Math.max(rss, watch.highest(), maxRss > before.maxRss ? maxRss : 0);
    const cost = {
      pauseMs: longestStallMs ?? longestAnswerMs,
      rssDeltaBytes: peak - before.rss,
      rssKeptBytes: rss - before.rss,
    };
    return { value, cost };
  });
}

/**
 * Watches the RSS of a process of this machine from outside, which works while it stands still; for what its own
 * highest RSS does not tell, since that was reached before.
 */
async function watchRss(pid: number | null): Promise<{ highest(): number; stop(): void }> {
  if (pid === null) return { highest: () => 0, stop: () => {} };
  const read = async (): Promise<number> => {
    const [, kilobytes] =
      /^VmRSS:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/status`, 'latin1').catch(() => '')) ?? [];
    return Number(kilobytes ?? 0) * 1024;
  };
  let highest = await read();
  const timer = setInterval(async () => {
    highest = Math.max(highest, await read());
  }, WATCH_EVERY);
  return { highest: () => highest, stop: () => clearInterval(timer) };
}
