import type { Protocol } from 'devtools-protocol';
import type { Limits } from '../../isolate/host-process.js';
import { forgetLastValue } from '../../page/evaluate-in-page.js';
import { idProbe, type Page } from '../../page/page.js';
import { type Choose, confirmOrRefuse, describeExcess } from '../budget.js';
import type { Estimate, TakeHeap } from '../lens.js';
import type { LookOptions } from '../look-options.js';
import { receiveSnapshot, type TakenSnapshot } from './receive-snapshot.js';
import { snapshotLens } from './snapshot-lens.js';
import { streamHeapSnapshot } from './stream-snapshot.js';

// Measured on Chromium 156, x86-64, whose pointers have 4 bytes: pages of objects, of strings, of Maps, and of nodes of
// the document, which are the embedder's.
const LEAST_MS = 200;
const MS_PER_HEAP_BYTE = 190e-6;
const MS_PER_EMBEDDER_BYTE = 35e-6;
const LEAST_BYTES = 20e6;
const BYTES_PER_HEAP_BYTE = 22;
const BYTES_PER_EMBEDDER_BYTE = 17;
/** How long V8 takes to collect the garbage of such a page. Numbers and long texts are bytes that take it no time. */
const COLLECTION_MS_PER_HEAP_BYTE = 2.4e-6;

/** After the user has allowed one, larger snapshots are allowed too, by this factor: a page that leaks grows. */
const ALLOWANCE = 1.5;

/** A snapshot of a page, and how long the page stood still for it, ms. */
export interface TakenPageSnapshot {
  readonly taken: TakenSnapshot;
  readonly pauseMs: number;
}

/** What a snapshot of a page would cost it; told by how much it holds, as nothing of ours looks into it. */
async function estimatePageSnapshot(page: Page, { maxPauseMs, maxRssBytes }: Limits): Promise<Estimate> {
  const { session } = page;
  const usage = await session.send('Runtime.getHeapUsage');
  const most = estimateOf(usage, 1);
  const isAllowed = most.pauseMs <= maxPauseMs && most.rssBytes <= (maxRssBytes ?? Number.POSITIVE_INFINITY);
  if (isAllowed || expectedCollectionMs(usage) > maxPauseMs / 2) return most;
  // It takes a collection to tell large arrays from many objects: the second, as the first has more to do.
  await session.send('HeapProfiler.collectGarbage');
  const started = performance.now();
  await session.send('HeapProfiler.collectGarbage');
  const collectionMs = performance.now() - started;
  const collected = await session.send('Runtime.getHeapUsage');
  return estimateOf(collected, Math.min(1, collectionMs / expectedCollectionMs(collected)));
}

function expectedCollectionMs({ usedSize }: HeapUsage): number {
  return usedSize * COLLECTION_MS_PER_HEAP_BYTE;
}

type HeapUsage = Protocol.Runtime.GetHeapUsageResponse;

/** `share`: of the heap, which is nodes and references; the rest is numbers and texts. */
function estimateOf({ usedSize, embedderHeapUsedSize = 0 }: HeapUsage, share: number): Estimate {
  return {
    pauseMs: Math.round(LEAST_MS + share * usedSize * MS_PER_HEAP_BYTE + embedderHeapUsedSize * MS_PER_EMBEDDER_BYTE),
    rssBytes: Math.round(
      LEAST_BYTES + share * usedSize * BYTES_PER_HEAP_BYTE + embedderHeapUsedSize * BYTES_PER_EMBEDDER_BYTE,
    ),
  };
}

/**
 * Takes a heap snapshot of a page and keeps it in the session (see `receiveSnapshot`), if the limits or the user allow
 * it. Throws a UserError of exit code 3 where they do not.
 */
export async function takePageSnapshot(
  page: Page,
  { file, isAsked }: TakeHeap,
  limits: Limits,
  choose: Choose | null,
  { progress, signal, notice }: LookOptions,
): Promise<TakenPageSnapshot> {
  const { session, snapshots } = page;
  if (!limits.force) await keepBudget(page, limits, choose);
  let pauseMs = 0;
  const source = {
    snapshots,
    idProbe: () => idProbe(page),
    async stream(sink: Parameters<typeof streamHeapSnapshot>[1]) {
      await forgetLastValue(page);
      session.takeLongestAnswer();
      await streamHeapSnapshot(session, sink, signal);
      pauseMs = session.takeLongestAnswer();
    },
    idsChanged: () => notice('the page was loaded anew: its earlier snapshots mean nothing any more'),
  };
  try {
    return { taken: await receiveSnapshot(source, file, isAsked, progress), pauseMs };
  } finally {
    progress('');
  }
}

/** Asks for what is beyond the limits. What was allowed once in a session is not asked for again. */
async function keepBudget(page: Page, limits: Limits, choose: Choose | null): Promise<void> {
  const estimate = await estimatePageSnapshot(page, limits);
  // What a page may take of memory, it does not tell: then only what was said with --max-rss counts.
  const room = { bytes: Number.POSITIVE_INFINITY, limit: 'heap limit' } as const;
  const text = describeExcess(estimate, room, limits);
  if (text === null) return;
  const choice = { lens: snapshotLens, excess: { estimate, text }, instead: null, offer: null, refusal: null };
  await confirmOrRefuse(choice, choose, '');
  page.limits.maxPauseMs = Math.max(limits.maxPauseMs, ALLOWANCE * estimate.pauseMs);
  if (limits.maxRssBytes !== null)
    page.limits.maxRssBytes = Math.max(limits.maxRssBytes, ALLOWANCE * estimate.rssBytes);
}
