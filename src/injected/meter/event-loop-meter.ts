import { program } from '../program.js';
import { type Timer, Timers } from '../timers.js';

/** What a meter has read. Bytes. */
export interface MeterReading {
  /** The longest stall of the event loop, ms; null where the loop does not turn. */
  readonly longestStallMs: number | null;
  readonly rss: number;
  /** The highest RSS of the process, ever. */
  readonly maxRss: number;
}

const RESOLUTION_MS = 5;
const { now } = Date;
const { monitorEventLoopDelay } = program.load('perf_hooks') as typeof import('node:perf_hooks');
const timers = new Timers(program);

/** What measures how late the event loop is: in ns, `RESOLUTION_MS` included. */
interface DelayMonitor {
  enable(): void;
  disable(): void;
  readonly max: number;
}

/**
 * Measures the event loop's stalls from `start` to `stop`. libuv's timer does it, without JavaScript, and without
 * keeping the process alive; it ends with `stop`, or when nobody holds the meter.
 */
export class EventLoopMeter {
  readonly #delay = monitorDelay();
  readonly #before = readMemory();

  constructor() {
    this.#delay.enable();
  }

  /** Like `start`, in a thread whose event loop does not turn. */
  startAtOnce(): Pick<MeterReading, 'rss' | 'maxRss'> {
    return this.#before;
  }

  /** What the memory was at the start; resolves after the timer's first tick, from which on it measures. */
  start(): Promise<Pick<MeterReading, 'rss' | 'maxRss'>> {
    return new Promise((resolve) => {
      timers.after(3 * RESOLUTION_MS, () => resolve(this.#before));
    });
  }

  /** Ends it: first the loop turns twice, so that the last stall is in the reading. */
  async stop(): Promise<MeterReading> {
    await new Promise<void>((resolve) => {
      timers.after(3 * RESOLUTION_MS, resolve);
    });
    this.#delay.disable();
    return { longestStallMs: Math.max(0, this.#delay.max / 1e6 - RESOLUTION_MS), ...readMemory() };
  }

  /** Like `stop`, in a thread whose event loop does not turn: so nothing is known of it. */
  stopAtOnce(): MeterReading {
    this.#delay.disable();
    return { longestStallMs: null, ...readMemory() };
  }
}

function readMemory(): Pick<MeterReading, 'rss' | 'maxRss'> {
  const { process } = program;
  const { memoryUsage } = process;
  // The program may have wrapped process.memoryUsage, and forgotten its `rss`.
  const rss = typeof memoryUsage.rss === 'function' ? memoryUsage.rss() : memoryUsage().rss;
  return { rss, maxRss: process.resourceUsage().maxRSS * 1024 };
}

function monitorDelay(): DelayMonitor {
  try {
    return monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  } catch {
    // Node's own code, in the program's realm, has met what the program has changed there.
    return new TimerMonitor();
  }
}

/** Measures by a timer of JavaScript, which ends with `disable`, or when nobody holds the monitor. */
class TimerMonitor implements DelayMonitor {
  max = 0;
  #timer: Timer | undefined;

  enable(): void {
    const monitor = new WeakRef(this);
    let last = now();
    const timer = timers.every(RESOLUTION_MS, () => {
      const held = monitor.deref();
      if (held) held.max = Math.max(held.max, (now() - last) * 1e6);
      else timer.stop();
      last = now();
    });
    this.#timer = timer;
  }

  disable(): void {
    this.#timer?.stop();
  }
}
