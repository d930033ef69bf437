import type { Origin } from '../places/origin.js';
import type { Located } from '../places/place.js';
import type { CountingWalk } from './lens.js';

/** How a type has grown. */
export interface GrowthRow extends Located {
  readonly name: string;
  readonly count: number;
  /** Objects that are new; null where only numbers are compared, or objects cannot be matched. */
  readonly new: number | null;
  /** Objects that are gone; null where `new` is. */
  readonly deleted: number | null;
  /** How many more objects there are. */
  readonly delta: number;
  /** `delta` per minute; null where no time has passed. */
  readonly perMinute: number | null;
  /** It has grown at every look. */
  readonly always: boolean;
  /** It has shrunk between two looks: a part of what grew went again. */
  readonly shrank: boolean;
  /** Whose type it is. */
  readonly origin: Origin;
  /** By how much their shallow size has grown, bytes; null where no snapshots are compared. */
  readonly shallowDeltaBytes: number | null;
  /**
   * Of several processes that were looked at together: how it has grown in each where it has. The row’s own numbers are
   * their sums.
   */
  readonly processes?: readonly ProcessGrowth[];
}

/** How a type has grown in one process. */
export interface ProcessGrowth {
  /** Its id. */
  readonly pid: number;
  readonly count: number;
  /** How many more objects there are. */
  readonly delta: number;
}

/** What has grown. */
export interface GrowthResult {
  /**
   * When the look was with which this one is compared, ISO 8601; null in the first look, with which later ones compare.
   */
  readonly since: string | null;
  readonly takenAt: string;
  /** Between the two looks, ms. */
  readonly ms: number;
  /** The classes that grew, the one that grew most first. */
  readonly types: readonly GrowthRow[];
  readonly more: number;
  /** How many more objects there are in all; null in the first look. */
  readonly totalDelta: number | null;
  /** Of the last result of a series, since its base: how many looks there were. */
  readonly looks?: number;
  /** Counted by a walk: what it saw and cost. */
  readonly walk?: CountingWalk;
}
