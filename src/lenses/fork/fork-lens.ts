import { idProbe, keepIds } from '../../isolate/heap-ids.js';
import type { Isolate } from '../../isolate/isolate.js';
import { readMemory } from '../../isolate/memory.js';
import { type SnapshotFileOptions, SnapshotIntake } from '../../snapshot/intake.js';
import { formatBytes } from '../../view/format-quantities.js';
import { addUpTypes, nameTypes } from '../census/name-types.js';
import type { Estimate, Lens } from '../lens.js';
import type { LookOptions } from '../look-options.js';
import { type HeapMeasure, measureHeap } from '../measure-heap.js';
import { snapshotLens } from '../snapshot/snapshot-lens.js';
import type { TakenSnapshot } from '../snapshot/take-snapshot.js';
import { findMemoryRefusal } from './check-memory.js';
import { forkedCensus } from './forked-census.js';
import { forkedSnapshot } from './forked-snapshot.js';
import { forkRefused, loadForks } from './load-library.js';
import type { ByteSink, ChildOptions, ChildProgress } from './run-child.js';

/** Measured: 0.055 to 0.11 ms a MB of RSS, on a VM; and what every fork takes. */
const LEAST_MS = 5;
const MS_PER_RSS_BYTE = 1.1e-7;
/** A child that counts takes this much beside what it shares, and a part of what the heap has. */
const CENSUS_BYTES = { least: 60e6, perHeapByte: 0.5 };
/** The CPU that a snapshot takes, against the stall that it would cause: it is the same work. */
const MAX_SECONDS = 120;
/** What a child may take beyond what is expected. */
const MARGIN = 1.5;

/**
 * A forked child of the target takes the census or the snapshot: exact, at the price of the fork alone (docs/fork.md). It loads native code into
 * the target, so it is used only with the user's word.
 */
export const forkLens: Lens = {
  name: 'fork',
  title: 'a forked child',
  sees: 'what a census and a snapshot see, exact, for the stall of a fork; native code, so only when allowed',
  canBeStopped: true,
  leavesMemory: false,
  needsConsent: true,
  costAtMost: ({ rssBytes }) => stallOf(rssBytes),
  estimate: ({ memory }) => stallOf(memory.rssBytes),
  costElsewhere(question, heap) {
    const { pauseMs } = snapshotLens.estimate(heap);
    if (question !== 'heap') return `${formatBytes(censusBytes(heap.memory.heapUsedBytes))} for a moment`;
    return `${formatBytes(snapshotLens.estimate(heap).rssBytes)} and a core for about ${Math.ceil(pauseMs / 1000)} s`;
  },
  answers: {
    async types(isolate, _asked, options) {
      const { heapUsedBytes } = await readMemory(isolate.session);
      const child = await prepareChild(isolate, censusBytes(heapUsedBytes), options);
      const { counted } = await forkedCensus(child.forks, child.options);
      const takenAt = new Date().toISOString();
      const named = await nameTypes(isolate.session, counted, await isolate.places());
      const counts = { takenAt, ...addUpTypes(named) };
      isolate.counts.census = counts;
      return { ...counts, walk: null };
    },
    heap: (isolate, { file, isAsked }, options) => takeForkedSnapshot(isolate, file, isAsked, options),
  },
};

function stallOf(rssBytes: number): Estimate {
  return { pauseMs: Math.round(LEAST_MS + rssBytes * MS_PER_RSS_BYTE), rssBytes: 0 };
}

function censusBytes(heapUsedBytes: number): number {
  return CENSUS_BYTES.least + CENSUS_BYTES.perHeapByte * heapUsedBytes;
}

/** Takes a heap snapshot by a child, and keeps it in the session as any other. Its @ids are the child's. */
async function takeForkedSnapshot(
  isolate: Isolate,
  file: SnapshotFileOptions | null,
  isAsked: boolean,
  options: LookOptions,
): Promise<TakenSnapshot> {
  const heap: HeapMeasure = await measureHeap(isolate, options);
  const child = await prepareChild(isolate, snapshotLens.estimate(heap).rssBytes, options);
  let intake = await SnapshotIntake.open(file, options.progress);
  let isVoid = false;
  const sink: ByteSink = {
    async write(chunk) {
      if (isVoid) {
        await intake.discard();
        intake = await SnapshotIntake.open(file, options.progress);
        isVoid = false;
      }
      intake.write(chunk);
    },
    restart: () => {
      isVoid = true;
    },
  };
  try {
    // An object that has an @id now keeps it in the child.
    await keepIds(isolate);
    const probe = await idProbe(isolate);
    await forkedSnapshot(child.forks, sink, child.options);
    const takenAt = new Date().toISOString();
    const snapshot = { takenAt, path: file?.path ?? null, heap: intake.heap, isAsked, idProbe: probe, isForked: true };
    isolate.snapshots.add(snapshot);
    return { ...snapshot, bytes: await intake.finish() };
  } catch (error) {
    await intake.discard();
    throw error;
  }
}

/** Checks that a child fits into machine and container, and says what it may. Rejects with a UserError, `fork-refused`. */
async function prepareChild(isolate: Isolate, expectedBytes: number, { signal, progress }: LookOptions) {
  const { forks, facts } = await loadForks(isolate);
  const mostBytes = MARGIN * expectedBytes;
  const refusal = findMemoryRefusal(await forks.readMemoryLimits(), { expectedBytes, mostBytes });
  if (refusal !== null) throw forkRefused(refusal);
  const options: ChildOptions = {
    localPid: isolate.process.localPid,
    v8Threads: facts.v8Threads,
    maxSeconds: MAX_SECONDS,
    niceness: 19,
    maxBytes: Math.round(mostBytes),
    duty: 0.5,
    signal,
    onProgress: (child) => progress(progressText(child)),
  };
  return { forks, options };
}

function progressText({ phase, rssBytes, bytes }: ChildProgress): string {
  if (phase === 'forking') return 'forking a child';
  const memory = `child: ${formatBytes(rssBytes)}`;
  return phase === 'looking' ? `${memory}, looking at the heap` : `${memory}, ${formatBytes(bytes)} written`;
}
