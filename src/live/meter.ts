import { readFile } from 'node:fs/promises';
import { meterStart, startMeter, stopMeter } from '../injected/meter.js';
import { builtinLoader } from '../session/builtins.js';
import { call, callForHandle } from '../session/call.js';
import type { Session } from '../session/session.js';

/** What some work has cost the target. */
export interface MeasuredCost {
  /** The longest stall of its event loop, ms: whatever caused it. */
  readonly pauseMs: number;
  /** How far its RSS rose at most, bytes. */
  readonly rssDeltaBytes: number;
  /** How much of that is still there, bytes. */
  readonly rssKeptBytes: number;
}

const WATCH_EVERY = 20;
let meters = 0;

/** Does some work on a target, and measures what it costs there. Rejects with what the work rejects with. */
export async function measured<T>(
  { session, process }: { session: Session; process: { pid: number } },
  work: () => Promise<T>,
): Promise<{ value: T; cost: MeasuredCost }> {
  const group = `leakconsole-meter-${++meters}`;
  const load = await builtinLoader(session, group);
  const meter = await callForHandle(session, startMeter, [load], group);
  try {
    const before = await call(session, meterStart, meter);
    const watch = await watchRss(process.pid, before.rss);
    let value: T;
    try {
      value = await work();
    } finally {
      watch.stop();
    }
    const { longestStallMs, rss, maxRss } = await call(session, stopMeter, meter);
    const peak = Math.max(rss, watch.highest(), maxRss > before.maxRss ? maxRss : 0);
    const cost = { pauseMs: longestStallMs, rssDeltaBytes: peak - before.rss, rssKeptBytes: rss - before.rss };
    return { value, cost };
  } finally {
    await session.send('Runtime.releaseObjectGroup', { objectGroup: group }).catch(() => {});
  }
}

/**
 * Watches a process's RSS from outside, which works while it stands still; for what its own highest RSS does not tell, since
 * that was reached before. Only where the process is on this machine: /proc must agree with what it says itself.
 */
async function watchRss(pid: number, rss: number): Promise<{ highest(): number; stop(): void }> {
  const read = async (): Promise<number> => {
    const [, kilobytes] =
      /^VmRSS:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/status`, 'latin1').catch(() => '')) ?? [];
    return Number(kilobytes ?? 0) * 1024;
  };
  let highest = await read();
  if (Math.abs(highest - rss) > 0.1 * rss) return { highest: () => 0, stop: () => {} };
  const timer = setInterval(async () => {
    highest = Math.max(highest, await read());
  }, WATCH_EVERY);
  return { highest: () => highest, stop: () => clearInterval(timer) };
}
