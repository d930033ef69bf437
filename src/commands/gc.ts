import { setTimeout as sleep } from 'node:timers/promises';
import { DURATION, FLAG } from '../dispatch/argument.js';
import { defineCommand } from '../dispatch/command.js';
import { type Collection, collectGarbage } from '../isolate/memory.js';
import { CollectionWatch, type GcEvent, isFull } from '../isolate/watch-collections.js';
import type { Session } from '../session/session.js';
import {
  type Block,
  dim,
  field,
  good,
  type Inline,
  note,
  numberField,
  numbers,
  strong,
  table,
  text,
} from '../view/blocks.js';
import { formatBytes, formatBytesDelta, formatCounted, formatShare } from '../view/format-quantities.js';

/** Collections of one kind that came one after the other. */
export interface CollectionRun {
  /** What V8 calls them: `Scavenge`, `MarkSweepCompact`, … */
  readonly type: string;
  /** How many. */
  readonly count: number;
  /** How long the target stood still for all of them, ms. */
  readonly ms: number;
  /** The longest of them, ms. */
  readonly longestMs: number;
  /** What the heap held before the first; after a full collection it is what is alive. */
  readonly beforeBytes: number;
  /** What the heap held after the last. */
  readonly afterBytes: number;
  /** What young objects survived and were promoted to the old generation; 0 for a full collection. */
  readonly promotedBytes: number;
}

/** What was collected since the look before. */
export interface GcWatchResult {
  /** When, ISO 8601: half a second late at most. */
  readonly at: string;
  /** The collections, in the order in which they came. */
  readonly collections: readonly CollectionRun[];
  /** The part of the time since the start, 0 to 1, in which the target stood still for collections. */
  readonly timeShare: number;
  /** The live sizes of the heap after the full collections since the start, bytes. */
  readonly live: readonly number[];
}

const ROWS: readonly [string, 'heapUsedBytes' | 'heapTotalBytes' | 'arrayBuffersBytes' | 'rssBytes'][] = [
  ['heap used', 'heapUsedBytes'],
  ['heap total', 'heapTotalBytes'],
  ['array buffers', 'arrayBuffersBytes'],
  ['RSS', 'rssBytes'],
];
const LOOK_EVERY = 500;
const MOST_LIVE = 200;

/** Forces a full collection and tells what it freed, or watches V8’s own. */
export const gcCommand = defineCommand({
  name: 'gc',
  group: 'process',
  summary: 'collect the garbage: memory before and after, and the time; or watch V8 do it',
  help:
    'A full collection stalls the target while it lasts: about 1 s per GB of heap. With --watch it starts none, and ' +
    'shows those that V8 makes: of what kind, how long, the heap before and after, what was promoted to the old ' +
    'generation, and, after each full collection, the course of the live size.',
  examples: ['', '--watch', '--for 1m'],
  on: ['live'],
  positionals: {},
  options: {
    watch: { kind: FLAG, default: false, describe: 'show collections as they happen, until Ctrl-C' },
    for: { kind: DURATION, describe: 'watch for this long' },
  },
  async *run({ isolate, signal }, { watch, for: forMs }): AsyncGenerator<Collection | GcWatchResult> {
    if (watch || forMs !== undefined)
      yield* watchCollections(isolate.session, forMs ?? Number.POSITIVE_INFINITY, signal);
    else yield await collectGarbage(isolate.session);
  },
  view: (result) => ('collections' in result ? viewWatch(result) : viewCollection(result)),
});

async function* watchCollections(session: Session, forMs: number, signal: AbortSignal): AsyncGenerator<GcWatchResult> {
  const live: number[] = [];
  let stoodStillMs = 0;
  const watch = await CollectionWatch.start(session);
  const start = performance.now();
  try {
    for (let left = forMs; left > 0 && !signal.aborted; left = forMs - (performance.now() - start)) {
      await sleep(Math.min(LOOK_EVERY, left), undefined, { signal }).catch(() => {});
      const events = await watch.take();
      for (const event of events) {
        stoodStillMs += event.ms;
        if (isFull(event)) live.push(event.afterBytes);
      }
      const collections = toRuns(events);
      if (collections.length === 0) continue;
      const timeShare = stoodStillMs / (performance.now() - start);
      yield { at: new Date().toISOString(), collections, timeShare, live: live.slice(-MOST_LIVE) };
    }
  } finally {
    await watch.stop();
  }
}

/** Neighbours of one kind together; without what frees nothing, as the start of incremental marking. */
function toRuns(events: readonly GcEvent[]): CollectionRun[] {
  const runs: CollectionRun[] = [];
  for (const event of events) {
    if (event.type === 'IncrementalMarking' || event.type === 'ProcessWeakCallbacks') continue;
    const promotedBytes = isFull(event) ? 0 : Math.max(0, event.promotedBytes);
    const { type, ms, beforeBytes, afterBytes } = event;
    const last = runs.at(-1);
    if (last?.type !== type || isFull(event)) {
      runs.push({ type, count: 1, ms, longestMs: ms, beforeBytes, afterBytes, promotedBytes });
      continue;
    }
    runs[runs.length - 1] = {
      ...last,
      count: last.count + 1,
      ms: last.ms + ms,
      longestMs: Math.max(last.longestMs, ms),
      afterBytes,
      promotedBytes: last.promotedBytes + promotedBytes,
    };
  }
  return runs;
}

/** As people name them; V8's own name for others. */
const NAMES: Readonly<Record<string, string>> = {
  Scavenge: 'scavenge',
  MinorMarkSweep: 'minor mark-sweep',
  MinorMarkCompact: 'minor mark-compact',
  MarkSweepCompact: 'mark-compact',
};

function viewWatch({ at, collections, timeShare, live }: GcWatchResult): Block[] {
  return collections.map((run, index) => {
    const { type, count, ms, beforeBytes, afterBytes, promotedBytes } = run;
    const isLast = index === collections.length - 1;
    const isLive = type === 'MarkSweepCompact';
    const after = numberField(formatBytes(afterBytes), 7);
    const curve: Inline = isLive && live.length > 1 ? ['  ', { curve: live, most: 30 }] : '';
    return text(
      [
        `${at.slice(11, 19)}  `,
        field(formatCounted(count, NAMES[type] ?? type), 18),
        numberField(ms.toFixed(1), 8),
        ' ms  ',
        numberField(formatBytes(beforeBytes), 7),
        ' → ',
        isLive ? strong(after) : after,
        isLive ? ' live' : dim(` ${formatBytesDelta(promotedBytes)} promoted`),
        isLast ? dim(`  ${formatShare(timeShare, 1)} of the time`) : '',
        curve,
      ],
      'cut',
    );
  });
}

function viewCollection({ before, after, pauseMs }: Collection): Block[] {
  return [
    table(ROWS, [
      { title: '', cell: ([name]) => name },
      numbers('before', ([, key]) => formatBytes(before[key])),
      numbers('after', ([, key]) => formatBytes(after[key])),
      numbers('delta', ([, key]) => {
        const delta = after[key] - before[key];
        return delta < 0 ? good(formatBytesDelta(delta)) : formatBytesDelta(delta);
      }),
    ]),
    note(`the target stood still for ${Math.round(pauseMs)} ms`),
  ];
}
