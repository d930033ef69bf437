import { InspectorSession, mayAskItself } from '../inspector/inspector-session.js';
import { NO_SESSION } from '../inspector/no-session.js';
import { program } from '../program.js';
import { type Timer, Timers } from '../timers.js';

/**
 * What books allocations on another function than the one that allocates: a function that is inlined has no frame,
 * and allocations that are folded count as one. With the first major version of V8 that knows the flag: of an unknown
 * one it complains on stderr.
 */
const FLAGS: readonly (readonly [flag: string, since: number])[] = [
  ['turbo-inlining', 0],
  ['turbo-allocation-folding', 0],
  ['maglev-inlining', 11],
];
/** After how many ticks without a renewal the console is taken for dead. */
const MOST_MISSES = 4;

const timers = new Timers(program);
const { setFlagsFromString } = program.load('v8') as typeof import('node:v8');

/** Stops V8 from inlining in the whole process, until a console lets it, or is gone. */
export class InliningSwitch {
  /** Those that were on, and are off. */
  #flags: readonly string[] = [];
  #timer: Timer | null = null;
  #misses = 0;

  /** Whether the process measures its own coverage, which V8 has once for all: ours would end it. */
  measuresCoverage(): boolean {
    return program.process.env.NODE_V8_COVERAGE !== undefined;
  }

  /**
   * Stops the inlining of functions, and the folding of allocations. `tickMs`: four times that without a renewal, and
   * they go on.
   */
  stop(tickMs: number): void {
    if (!mayAskItself) throw new Error(NO_SESSION);
    this.resume();
    this.#misses = 0;
    // First, so that they go on whatever happens here.
    this.#timer = timers.every(tickMs, () => {
      if (++this.#misses >= MOST_MISSES) this.resume();
    });
    this.#flags = flagsThatAreOn();
    for (const flag of this.#flags) setFlagsFromString(`--no-${flag}`);
    discardOptimizedCode();
  }

  renew(): void {
    this.#misses = 0;
  }

  /** Lets V8 inline again; what was compiled meanwhile is discarded. */
  resume(): void {
    if (this.#timer === null) return;
    this.#timer.stop();
    this.#timer = null;
    for (const flag of this.#flags) setFlagsFromString(`--${flag}`);
    discardOptimizedCode();
  }
}

/** Those that this V8 knows, and that the process was not started without. */
function flagsThatAreOn(): string[] {
  const { execArgv, env, versions } = program.process;
  const given = [...execArgv, ...(env.NODE_OPTIONS ?? '').split(' ')].map((option) => option.replaceAll('_', '-'));
  const major = Number(versions.v8.split('.', 1)[0]);
  return FLAGS.filter(([flag, since]) => major >= since && !given.includes(`--no-${flag}`)).map(([flag]) => flag);
}

/**
 * Makes V8 throw away all optimized code, as it does when it begins to measure coverage (debug-coverage.cc); where it
 * cannot, that goes by and by.
 */
function discardOptimizedCode(): void {
  const session = new InspectorSession();
  session.post('Profiler.enable', {});
  session.post('Profiler.startPreciseCoverage', { callCount: false, detailed: false });
  session.post('Profiler.stopPreciseCoverage', {});
  session.post('Profiler.disable', {});
  session.disconnect();
}
