import type { Heap } from '../analysis/heap.js';
import type { VitalsJudgement } from '../analysis/judge-vitals.js';
import type { DiagnosisCost, Trend } from '../diagnosis/diagnosis.js';
import type { Suspicion } from '../diagnosis/suspects.js';
import type { Memory } from '../isolate/memory.js';
import type { AllocationsResult } from '../lenses/sampling/alloc-result.js';

/** What a diagnosis has looked at, and what of it is suspicious. */
export interface Examination {
  readonly suspicion: Suspicion;
  /** Which memories and handles grew; null where that was not looked at. */
  readonly memory: VitalsJudgement | null;
  /** The latest snapshot; null where there is none. */
  readonly heap: Heap | null;
  /** What was allocated meanwhile and is alive; null where that was not sampled. */
  readonly allocations: AllocationsResult | null;
  readonly trend: Trend;
  readonly vitals: Memory | null;
  readonly cost: DiagnosisCost | null;
  readonly notLookedAt: readonly string[];
  /** When the first and the last look were, ISO 8601; null of files. */
  readonly since: string | null;
  readonly takenAt: string | null;
  readonly looks: number;
}
