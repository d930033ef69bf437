import type { Heap } from '../analysis/heap.js';
import { withoutExplained } from '../diagnosis/explained-by-code.js';
import { judgeMemory } from '../diagnosis/memory-finding.js';
import { findSuspects, type Suspicion } from '../diagnosis/suspects.js';
import { trendOf } from '../diagnosis/trend.js';
import type { LiveContext } from '../dispatch/command.js';
import { ExitCode, UserError } from '../errors.js';
import { readMemory } from '../isolate/memory.js';
import { Interrupted } from '../isolate/wait-for-target.js';
import { readSourceFunctions } from '../lenses/sampling/read-source-functions.js';
import type { Patience } from '../load/drive-url.js';
import type { Load } from '../load/load.js';
import { originOf } from '../places/origin.js';
import { formatDuration } from '../view/format-duration.js';
import { formatBytes, formatCounted } from '../view/format-quantities.js';
import type { Examination } from './examination.js';
import { readOwnFiles } from './read-own-files.js';
import { sampleWhile } from './sample-while.js';
import { LOOKS, type TakenLooks, takeLooks } from './take-looks.js';

/** How to look at a process. */
export interface ProcessOptions {
  /** How long, ms. */
  readonly ms: number;
  /** Makes traffic meanwhile; null: it has its own. Rejects with a UserError where there is none. */
  readonly startLoad: (patience: Patience) => Promise<Load | null>;
  /** Whether to take a heap snapshot at the end, if the budget allows one. */
  readonly takesSnapshot: boolean;
}

/**
 * Looks at a process while it works, samples what it allocates, and at the end takes a snapshot, if the budget allows
 * one.
 */
export async function examineProcess(context: LiveContext, options: ProcessOptions): Promise<Examination> {
  const sampled = await sampleWhile(context, () => lookUnderLoad(context, options));
  const { looks, notLookedAt } = sampled.value;
  const { heap, why } = await takeHeap(context, options, sampled.value);
  const unseen = await describeWorkers(context);
  const vitals = await readMemory(context.isolate.session);
  const { cost } = context.spentSoFar();
  const unsampled = sampled.why === null ? [] : [`who allocates it: ${sampled.why}`];
  const found = findSuspects(looks, heap);
  const functions = await readSourceFunctions(context.isolate, filesOf(found), sampled.calls);
  const { suspicion, explained } = withoutExplained(found, functions);
  return {
    suspicion,
    memory: judgeMemory(looks, explained),
    heap,
    allocations: sampled.allocations,
    functions,
    files: heap ? heap.sources.files() : await readOwnFiles(context.isolate),
    trend: trendOf(looks, vitals.heapLimitBytes),
    vitals,
    cost: cost && { pauseMs: cost.pauseMs, rssDeltaBytes: cost.rssDeltaBytes },
    notLookedAt: [...notLookedAt, ...unsampled, ...(why === null ? [] : [why]), ...unseen],
    since: looks[0].at,
    takenAt: looks.at(-1)!.at,
    looks: looks.length,
    plannedLooks: LOOKS,
  };
}

/** The files of the suspects: of what holds, and of what gathers. */
function filesOf({ suspects }: Suspicion): string[] {
  const urls = suspects.flatMap(({ module, types }) => [module, ...types.map(({ what }) => what.place?.url ?? null)]);
  return [...new Set(urls.filter((url) => url !== null && originOf(url) !== 'builtin') as string[])];
}

/** Worker threads have heaps of their own, which no look at the main thread sees: which one to look at. */
async function describeWorkers({ isolate, threads }: LiveContext): Promise<string[]> {
  if (isolate !== threads.main) return [];
  // A runtime may not tell of its workers.
  const workers = await threads.readWorkers().catch(() => []);
  const [largest] = [...workers].sort((a, b) => (b.heapUsedBytes ?? 0) - (a.heapUsedBytes ?? 0));
  if (largest === undefined) return [];
  const size = largest.heapUsedBytes === null ? '' : `, ${formatBytes(largest.heapUsedBytes)}`;
  const which = `worker ${largest.threadId}${size}`;
  return [
    `the heaps of ${formatCounted(workers.length, 'worker thread')} (the largest: ${which}): ` +
      `diagnose each as TARGET/worker:${largest.threadId}`,
  ];
}

async function lookUnderLoad(context: LiveContext, { ms, startLoad }: ProcessOptions): Promise<TakenLooks> {
  context.notice(
    `looking ${LOOKS} times over ${formatDuration(ms)} or longer, while the service works; Ctrl-C ends it`,
  );
  const load = await startLoad(patienceWith(context));
  const taken = await context.untilEnough((enough) => takeLooks(context, ms, load, enough)).finally(() => load?.stop());
  return { ...taken, notLookedAt: [...taken.notLookedAt, ...describeEnd(taken, ms, load?.fault ?? null)] };
}

/** A program that runs for less than this, ms, may not serve yet. */
const YOUNG = 10_000;
/** How long such a one may take, ms. */
const STARTS_WITHIN = 30_000;

/** What has ended is not waited for. */
function patienceWith({ isolate, signal }: LiveContext): Patience {
  const gone = new AbortController();
  isolate.session.ended.then(() => gone.abort());
  const startsWithinMs = isolate.process.description.uptimeMs < YOUNG ? STARTS_WITHIN : 0;
  return { startsWithinMs, signal: AbortSignal.any([signal, gone.signal]) };
}

/** Why there are not all the looks, and what the load has not brought about. */
function describeEnd({ looks, isCutShort }: TakenLooks, ms: number, fault: string | null): string[] {
  const ended = isCutShort
    ? `the service after ${looks.length} of ${LOOKS} looks: Ctrl-C ended it`
    : `--load ended after ${looks.length} of ${LOOKS} looks: let it run for ${formatDuration(ms)}`;
  return [...(fault === null ? [] : [`the service at work: ${fault}`]), ...(looks.length < LOOKS ? [ended] : [])];
}

/** A snapshot, where it is wanted, would tell something, and the budget allows one; else why not. */
async function takeHeap(
  { use, untilEnough, signal, progress }: LiveContext,
  { takesSnapshot }: ProcessOptions,
  { looks, isCutShort }: TakenLooks,
): Promise<{ heap: Heap | null; why: string | null }> {
  if (!takesSnapshot) return { heap: null, why: 'a heap snapshot: --no-snapshot' };
  const refused = (why: string) => ({ heap: null, why: `what holds what, in bytes: ${why}` });
  if (isCutShort && findSuspects(looks, null).suspects.length === 0) return refused('nothing was found so far');
  progress('a heap snapshot shows what holds it');
  try {
    return await untilEnough(async (enough) => {
      const options = { mayAsk: false, signal: AbortSignal.any([signal, enough]) };
      const { answer } = await use('heap', { file: null, isAsked: false }, undefined, options);
      return { heap: answer.heap, why: null };
    });
  } catch (error) {
    if (error instanceof Interrupted && !signal.aborted) return refused('Ctrl-C came before the end of the snapshot');
    if (!(error instanceof UserError) || error.exitCode !== ExitCode.refused) throw error;
    return refused(`${error.message}; ${error.hint}`);
  }
}
