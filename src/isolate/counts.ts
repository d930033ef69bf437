import type { GrowthSeries } from '../analysis/growth.js';
import type { TypeCounts } from '../analysis/type-counts.js';
import type { VitalsReading } from '../analysis/vitals.js';

/** The counts of an isolate that later ones are compared with. */
export class Counts {
  /** The last census: a walk tells how much of it it reaches. */
  census: TypeCounts | null = null;
  /** The looks of `.growth`, without those since a mark. */
  growth: GrowthSeries | null = null;
  /** What the last `.mem` has read. */
  vitals: VitalsReading | null = null;
  /** By the names that `.mark` was given. */
  readonly marks = new Map<string, TypeCounts>();
}
