import type { Isolate } from '../isolate/isolate.js';
import type { SnapshotFile } from '../snapshot/files.js';

/** What a console is attached to: an isolate of a running process, or opened heap snapshot files, the latest last. */
export type Target = LiveTarget | FilesTarget;
export type TargetKind = Target['kind'];

export interface LiveTarget {
  readonly kind: 'live';
  /** The isolate that commands look at. */
  isolate: Isolate;
  /**
   * Attaches to the same process again when the connection to it was lost: `isolate` is then another. Not there where we cannot. Rejects with
   * a UserError, `target-gone` where another process has taken its place.
   */
  readonly reconnect?: (signal: AbortSignal) => Promise<void>;
}

export interface FilesTarget {
  readonly kind: 'files';
  readonly files: readonly SnapshotFile[];
}

/** What an answer cost the target: the longest stall of its event loop, ms, and the growth of its RSS, bytes. */
export interface Cost {
  /** The longest stall of its event loop, ms. */
  readonly pauseMs: number;
  /** How far its RSS rose, bytes; null where that was not measured. */
  readonly rssDeltaBytes: number | null;
  /** How much of that is still there afterwards, bytes. */
  readonly rssKeptBytes?: number;
}

/** Through which lens was looked, and what that cost; null where nothing was looked at. */
export interface Spent {
  readonly lens: string | null;
  readonly cost: Cost | null;
}

export const NOTHING_SPENT: Spent = { lens: null, cost: null };
