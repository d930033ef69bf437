import type { Heap } from '../analysis/heap.js';
import type { VitalsJudgement } from '../analysis/judge-vitals.js';
import type { DiagnosisCost, Trend } from '../diagnosis/diagnosis.js';
import type { Suspicion } from '../diagnosis/suspects.js';
import type { Memory } from '../isolate/memory.js';
import type { AllocationsResult } from '../lenses/sampling/alloc-result.js';
import type { readSourceFunctions } from '../lenses/sampling/read-source-functions.js';

/** What a diagnosis has looked at, and what of it is suspicious. */
export interface Examination {
  readonly suspicion: Suspicion;
  /** Which memories and handles grew; null where that was not looked at. */
  readonly memory: VitalsJudgement | null;
  /** The latest snapshot; null where there is none. */
  readonly heap: Heap | null;
  /** What was allocated meanwhile and is alive; null where that was not sampled. */
  readonly allocations: AllocationsResult | null;
  /** The functions of the program that may allocate what gathers; empty of files. */
  readonly functions: Awaited<ReturnType<typeof readSourceFunctions>>;
  /** The URLs or paths of the program's own files. */
  readonly files: Iterable<string>;
  readonly trend: Trend;
  readonly vitals: Memory | null;
  readonly cost: DiagnosisCost | null;
  readonly notLookedAt: readonly string[];
  /** When the first and the last look were, ISO 8601; null of files. */
  readonly since: string | null;
  readonly takenAt: string | null;
  readonly looks: number;
  /** How many there were to be. */
  readonly plannedLooks: number;
}
