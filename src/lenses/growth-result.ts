import type { Origin } from '../analysis/type-counts.js';
import type { CountingWalk } from './lens.js';

/** How a type has grown. */
export interface GrowthRow {
  readonly name: string;
  readonly location: string | null;
  readonly count: number;
  /** Objects that are new and that are gone; null where only numbers are compared, or objects cannot be matched. */
  readonly new: number | null;
  readonly deleted: number | null;
  readonly delta: number;
  readonly perMinute: number | null;
  /** It has grown at every look. */
  readonly always: boolean;
  /** Whose type it is; where snapshots are compared, packages are not told from the service. */
  readonly origin: Origin;
  readonly shallowDeltaBytes: number | null;
}

/** What has grown. `since`: null when this was the first look, with which later ones compare. */
export interface GrowthResult {
  readonly since: string | null;
  readonly takenAt: string;
  /** Between the two. */
  readonly ms: number;
  readonly types: readonly GrowthRow[];
  readonly more: number;
  /** Null at the first look. */
  readonly totalDelta: number | null;
  /** Of the last result of a series, since its base: how many looks there were. */
  readonly looks?: number;
  /** Counted by a walk: what it saw and cost. */
  readonly walk?: CountingWalk;
}
