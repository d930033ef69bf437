import type { Isolate } from '../../isolate/isolate.js';
import { formatSeconds } from '../../view/format-duration.js';
import type { LookOptions } from '../look-options.js';
import { findMemoryRefusal } from './check-memory.js';
import type { ChildOptions } from './child-options.js';
import { forkRefused, loadForks } from './load-library.js';
import { ProgressReport } from './progress-report.js';
import type { RemoteForks } from './remote-forks.js';

/**
 * What a child is expected to take: memory beside what it shares with its parent, bytes, and the most that it is given;
 * time, null where it is short.
 */
export interface ExpectedOfChild {
  readonly bytes: number;
  readonly mostBytes: number;
  readonly ms: number | null;
}

/**
 * Checks that a child fits into machine, container and allowed time, and says what it may. Rejects with a UserError,
 * `fork-refused`.
 */
export async function prepareChild(
  isolate: Isolate,
  expected: ExpectedOfChild,
  { signal, progress }: LookOptions,
): Promise<{ readonly forks: RemoteForks; readonly options: ChildOptions; readonly report: ProgressReport }> {
  const { forks, facts } = await loadForks(isolate);
  const { maxForkMs } = isolate.process.limits;
  if (expected.ms !== null && expected.ms > maxForkMs) {
    const needed = formatSeconds(expected.ms);
    throw forkRefused(
      `it would take about ${needed} (allowed: ${formatSeconds(maxForkMs)}); --max-fork-time allows more`,
    );
  }
  const { bytes: expectedBytes, mostBytes } = expected;
  const refusal = findMemoryRefusal(await forks.readMemoryLimits(), { expectedBytes, mostBytes });
  if (refusal !== null) throw forkRefused(refusal);
  const report = new ProgressReport(progress, expected.ms, maxForkMs);
  const options: ChildOptions = {
    localPid: isolate.process.localPid,
    v8Threads: facts.v8Threads,
    maxSeconds: Math.ceil(maxForkMs / 1000),
    niceness: 19,
    maxBytes: Math.round(mostBytes),
    duty: 0.5,
    signal,
    onProgress: (child) => report.onChild(child),
  };
  return { forks, options, report };
}
