import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../../errors.js';
import type { ChildEnd } from '../../injected/fork/child.js';
import type { ForkedChild, ForkRequest } from '../../injected/fork/forks.js';
import { cannotWrite } from '../snapshot/write-on-target.js';
import type { ByteSink, ChildOptions } from './child-options.js';
import { type ChildFailure, explainEnd } from './explain-end.js';
import { followChild } from './follow-child.js';
import type { RemoteForks } from './remote-forks.js';

/** What a child is to do. */
export type ChildTask = Pick<ForkRequest, 'task' | 'gzip' | 'path'>;

/** What it cost, ms and bytes. */
export interface ForkCost {
  /** The stall of the fork that succeeded, and of all forks. */
  readonly stallMs: number;
  readonly allStallsMs: number;
  readonly steps: ForkedChild['steps'];
  readonly mappings: number;
  /** Forks, one of which succeeded; and why the others did not. */
  readonly forks: number;
  readonly failures: readonly string[];
  /** How often V8's threads did not sleep, so that no fork was tried. */
  readonly busyTurns: number;
  readonly childCpuMs: number;
  readonly childRssBytes: number;
  readonly childMs: number;
}

/** A child that did its work. */
export interface FinishedChild {
  readonly cost: ForkCost;
  readonly file: ChildEnd['file'];
}

const MOST_FORKS = 3;
/** So often it waits for a turn in which V8's threads sleep; then it forks whatever they do. */
const MOST_BUSY_TURNS = 20;
const WAIT_MS = 3;
const LEASE_MS = 15_000;

/**
 * Forks a child of the target, up to three times, and hands what it writes on to a sink. Whatever ends this early (the
 * signal, a sink that throws) ends the child at once. Rejects with a UserError, `fork-failed`, where no child
 * succeeded.
 */
export async function runChild(
  forks: RemoteForks,
  task: ChildTask,
  sink: ByteSink,
  options: ChildOptions,
): Promise<FinishedChild> {
  const failures: ChildFailure[] = [];
  let allStallsMs = 0;
  let busyTurns = 0;
  while (failures.length < MOST_FORKS && failures.every(({ mayRetry }) => mayRetry)) {
    if (failures.length > 0) sink.restart();
    options.onProgress({ phase: 'forking', rssBytes: 0, bytes: 0, ms: 0 });
    const bySplit = !failures.some(({ lacksMemory }) => lacksMemory);
    const { forked, turns } = await forkInQuietTurn(forks, { ...task, bySplit }, options);
    busyTurns += turns;
    allStallsMs += forked.stallMs;
    const started = performance.now();
    const { ended, status } = await followChild(forks, forked, sink, options);
    const failure = explainEnd(ended, status);
    if (failure === null) {
      const { stallMs, steps, mappings } = forked;
      const { cpuMs: childCpuMs, maxRssBytes: childRssBytes, file } = ended;
      const child = { childCpuMs, childRssBytes, childMs: performance.now() - started };
      const causes = failures.map(({ cause }) => cause);
      const forksOf = { stallMs, allStallsMs, steps, mappings, forks: causes.length + 1, failures: causes, busyTurns };
      return { cost: { ...forksOf, ...child }, file };
    }
    failures.push(failure);
  }
  const advice = failures.at(-1)?.advice ?? 'another lens can answer (--lens)';
  throw new UserError('fork-failed', `the forked child failed: ${failures.map(({ cause }) => cause).join('; ')}`, {
    hint: `nothing happened to the target; ${advice}`,
  });
}

/** Forks in a turn of the target's event loop in which V8's threads sleep, and tells after how many others. */
async function forkInQuietTurn(
  forks: RemoteForks,
  { path, ...task }: ChildTask & Pick<ForkRequest, 'bySplit'>,
  { maxSeconds, maxBytes, v8Threads, niceness, signal }: ChildOptions,
): Promise<{ forked: ForkedChild; turns: number }> {
  const request = { ...task, path, seconds: maxSeconds, memoryBytes: maxBytes, niceness, leaseMs: LEASE_MS };
  for (let turns = 0; ; turns++) {
    signal.throwIfAborted();
    const mustSleep = turns < MOST_BUSY_TURNS ? v8Threads : 0;
    const forked = await forks.fork({ ...request, v8Threads: mustSleep, waitMs: WAIT_MS });
    if (typeof forked === 'object' && 'error' in forked) throw cannotWrite(path!, forked.error);
    if (typeof forked === 'object') return { forked, turns };
    if (forked !== 'threads awake') {
      throw new UserError('fork-failed', `the target cannot be forked: ${forked}`, {
        hint: 'nothing happened to the target; another lens can answer (--lens)',
      });
    }
    await delay(Math.random() * 20);
  }
}
