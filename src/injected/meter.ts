/** A measurement that goes on inside the target. Bytes. */
export interface Meter {
  readonly delay: import('node:perf_hooks').IntervalHistogram;
  readonly resolutionMs: number;
  readonly rss: number;
  readonly maxRss: number;
  readonly setTimeout: typeof setTimeout;
  /** The program may have wrapped process.memoryUsage, and forgotten its `rss`. */
  readonly rssNow: () => number;
}

/** What a meter has read. */
export interface MeterReading {
  /** The longest stall of the event loop, ms. */
  readonly longestStallMs: number;
  readonly rss: number;
  /** The highest RSS of the process, ever. */
  readonly maxRss: number;
}

/**
 * Begins to measure the event loop's stalls, once `meterStart` has resolved. libuv's timer does it, without JavaScript, and without
 * keeping the process alive; it ends with `stopMeter`, or when nobody holds the meter.
 */
export function startMeter(load: (name: string) => unknown): Meter {
  const { monitorEventLoopDelay } = load('perf_hooks') as typeof import('node:perf_hooks');
  const resolutionMs = 5;
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  const { setTimeout } = load('timers') as typeof import('node:timers');
  const maxRss = process.resourceUsage().maxRSS * 1024;
  const { memoryUsage } = process;
  const rssNow = () => (typeof memoryUsage.rss === 'function' ? memoryUsage.rss() : memoryUsage().rss);
  return { delay, resolutionMs, rss: rssNow(), maxRss, setTimeout, rssNow };
}

/** Ends it: first the loop turns twice, so that the last stall is in the reading. Never rejects. */
export function stopMeter(meter: Meter): Promise<MeterReading> {
  return new Promise((resolve) => {
    meter.setTimeout(() => {
      meter.delay.disable();
      const { max } = meter.delay;
      resolve({
        longestStallMs: Math.max(0, max / 1e6 - meter.resolutionMs),
        rss: meter.rssNow(),
        maxRss: process.resourceUsage().maxRSS * 1024,
      });
    }, 3 * meter.resolutionMs);
  });
}

/** What the meter knew at the start; resolves after the timer's first tick, from which on it measures. */
export function meterStart({ rss, maxRss, resolutionMs, setTimeout }: Meter): Promise<{ rss: number; maxRss: number }> {
  return new Promise((resolve) => {
    setTimeout(resolve, 3 * resolutionMs, { rss, maxRss });
  });
}
