import { idProbe, keepIds } from '../../isolate/heap-ids.js';
import type { Isolate } from '../../isolate/isolate.js';
import { type Memory, readMemory } from '../../isolate/memory.js';
import { nameOriginals } from '../../isolate/name-originals.js';
import { type SnapshotFileOptions, SnapshotIntake } from '../../snapshot/intake.js';
import { formatBytes } from '../../view/format-quantities.js';
import { addUpTypes, nameTypes } from '../census/name-types.js';
import type { Estimate, Lens } from '../lens.js';
import type { LookOptions } from '../look-options.js';
import { expectedCollectionMs, measureHeap } from '../measure-heap.js';
import type { TakenSnapshot } from '../snapshot/receive-snapshot.js';
import { snapshotLens } from '../snapshot/snapshot-lens.js';
import type { ByteSink } from './child-options.js';
import { forkedCensus } from './forked-census.js';
import { forkedSnapshot } from './forked-snapshot.js';
import { findTargetRefusal } from './load-library.js';
import { prepareChild } from './prepare-child.js';
import { runChild } from './run-child.js';

/**
 * Measured on VMs: what every fork takes; 0.1 to 0.8 ms a MB of V8's heap (0.3 where the machine does nothing else),
 * which lies in thousands of small mappings, and is written to as soon as the program goes on; 0.02 to 0.05 ms a MB of
 * what else is resident, such as Buffers.
 */
const LEAST_MS = 5;
const MS_PER_HEAP_BYTE = 2.5e-7;
const MS_PER_OTHER_BYTE = 0.4e-7;
/**
 * What a child that counts takes beside what it shares, as measured on 20 and 26: 1.1 to 1.8 bytes for each of a heap
 * of 0.1 to 3 M objects, which it collects and lists; of the smallest objects, which have 24 bytes, up to 5.
 */
const CENSUS_BYTES = { least: 25e6, perHeapByte: 1.6, mostPerHeapByte: 5 };
/** What a child that takes a snapshot is given, as a multiple of what is expected. */
const SNAPSHOT_MARGIN = 1.5;

/**
 * A forked child of the target takes the census or the snapshot: exact, at the price of the fork alone (docs/fork.md).
 * It loads native code into the target, so it is used only with the user's word.
 */
export const forkLens: Lens = {
  name: 'fork',
  title: 'a forked child',
  sees: 'what a census and a snapshot see, exact, for the stall of a fork; native code, so only when allowed',
  canBeStopped: true,
  leavesMemory: false,
  fitsReadOnlyServer: false,
  consent: { answer: '[f]orked child', option: '--fork' },
  findRefusal: findTargetRefusal,
  costAtMost: stallOf,
  estimate: ({ memory }) => stallOf(memory),
  costElsewhere(question, heap) {
    if (question === 'types') return `${formatBytes(censusBytes(heap.memory.heapUsedBytes))} for a moment`;
    // The CPU that a snapshot takes is the stall that it would cause on an idle machine: it is the same work.
    const { pauseMs, rssBytes } = snapshotLens.estimate({ ...heap, collectionMs: expectedCollectionMs(heap) });
    return `${formatBytes(rssBytes)} and a core for about ${Math.ceil(pauseMs / 1000)} s`;
  },
  answers: {
    async types(isolate, _asked, options) {
      const { heapUsedBytes } = await readMemory(isolate.session);
      const { least, mostPerHeapByte } = CENSUS_BYTES;
      const mostBytes = least + mostPerHeapByte * heapUsedBytes;
      const expected = { bytes: censusBytes(heapUsedBytes), mostBytes, ms: null };
      const { forks, options: ofChild } = await prepareChild(isolate, expected, options);
      const { counted } = await forkedCensus(forks, ofChild);
      const takenAt = new Date().toISOString();
      const named = await nameTypes(isolate.session, counted, await isolate.places());
      const counts = { takenAt, ...addUpTypes(named) };
      isolate.counts.census = counts;
      return { ...counts, walk: null, liveBytes: null };
    },
    heap: (isolate, { file, isAsked }, options) => takeForkedSnapshot(isolate, file, isAsked, options),
    async 'heap on target'(isolate, { path }, options) {
      const { forks, options: ofChild } = await prepareSnapshot(isolate, options);
      const nothing: ByteSink = { write: () => {}, restart: () => {} };
      const { file } = await runChild(forks, { task: 'snapshot', gzip: false, path }, nothing, ofChild);
      return file!;
    },
  },
};

function stallOf({ rssBytes, heapUsedBytes }: Pick<Memory, 'rssBytes' | 'heapUsedBytes'>): Estimate {
  const otherBytes = Math.max(0, rssBytes - heapUsedBytes);
  const ms = LEAST_MS + heapUsedBytes * MS_PER_HEAP_BYTE + otherBytes * MS_PER_OTHER_BYTE;
  return { pauseMs: Math.round(ms), rssBytes: 0 };
}

function censusBytes(heapUsedBytes: number): number {
  return CENSUS_BYTES.least + CENSUS_BYTES.perHeapByte * heapUsedBytes;
}

/** Checks that a child that takes a snapshot fits. */
async function prepareSnapshot(isolate: Isolate, options: LookOptions) {
  const { pauseMs, rssBytes } = snapshotLens.estimate(await measureHeap(isolate, options));
  return await prepareChild(isolate, { bytes: rssBytes, mostBytes: SNAPSHOT_MARGIN * rssBytes, ms: pauseMs }, options);
}

/** Takes a heap snapshot by a child, and keeps it in the session as any other. Its @ids are the child's. */
async function takeForkedSnapshot(
  isolate: Isolate,
  file: SnapshotFileOptions | null,
  isAsked: boolean,
  options: LookOptions,
): Promise<TakenSnapshot> {
  const { forks, options: ofChild, report } = await prepareSnapshot(isolate, options);
  const open = () => SnapshotIntake.open(file, (...progress) => report.onIntake(...progress));
  let intake = await open();
  let isVoid = false;
  const sink: ByteSink = {
    async write(chunk) {
      if (isVoid) {
        await intake.discard();
        intake = await open();
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
    await forkedSnapshot(forks, sink, ofChild);
    const takenAt = new Date().toISOString();
    const heap = await nameOriginals(isolate, intake.heap, options.notice);
    const snapshot = { takenAt, path: file?.path ?? null, heap, isAsked, idProbe: probe };
    isolate.snapshots.add(snapshot);
    return { ...snapshot, bytes: await intake.finish() };
  } catch (error) {
    await intake.discard();
    throw error;
  }
}
