import type { Heap } from '../analysis/heap.js';
import type { Entries } from '../injected/entries.js';
import type { KeptConnection } from '../injected/ids/keep-heap-ids.js';
import type { ProcessDescription } from '../injected/process/describe-process.js';
import type { Census } from '../lenses/census/census.js';
import type { GrowthSeries } from '../lenses/census/growth.js';
import type { Budget } from '../lenses/limits.js';
import { callNow, type Handle } from '../session/call.js';
import { loadEntry, loadEntryNow } from '../session/entry.js';
import type { Session } from '../session/session.js';
import type { LoadedModule, ModuleIndex } from './modules/find-modules.js';
import { type Patience, withPatience } from './wait.js';

/** A running process to which we are attached, and what the console knows of it. */
export interface LiveTarget {
  readonly kind: 'live';
  readonly session: Session;
  readonly process: ProcessDescription;
  /** Our console inside the target: it goes when the session goes, however that happens. */
  readonly state: Handle<Entries['console']>;
  readonly options: LiveOptions;
  /** The number of the last evaluation. */
  lastEvaluation: number;
  /** The names that were declared in the console. */
  readonly variables: Set<string>;
  /** The modules as far as they were looked for; null before the first line that needs one. */
  index: ModuleIndex | null;
  /** The stall, ms, up to which a walk of the heap for the main module was tried; from -1, none, to Infinity, made. */
  heapWalkTriedMs: number;
  /** The module that `.use` has chosen; null: the main module. */
  chosen: LoadedModule | null;
  /** Ends the following of the target's console output; null while it is not followed. */
  logs: AbortController | null;
  /** The last census, for walks to tell how much of it they reach. */
  census: Census | null;
  /** The counts that `.growth` compares with: those of its own looks, and the named marks. */
  growth: GrowthSeries | null;
  readonly marks: Map<string, Census>;
  /** What keeps the @ids of its objects from snapshot to snapshot; null before the first (see `keepIds`). */
  kept: Handle<KeptConnection> | null;
  /** The heap snapshots of this session, the latest last: two at most, and one that a command needed since. */
  readonly snapshots: LiveSnapshot[];
  /** What all snapshots of this session have left behind in the target's RSS, bytes. */
  snapshotsKeptBytes: number;
}

/** A heap snapshot that was taken in this session, analysed. */
export interface LiveSnapshot {
  /** ISO 8601. */
  readonly takenAt: string;
  /** Where it was written; null where it was not. */
  readonly path: string | null;
  readonly heap: Heap;
  /** Whether the user has asked for it, or a command needed one for its answer. */
  readonly isAsked: boolean;
  /** See `idProbe` (heap-ids.ts). */
  readonly idProbe: number | null;
}

/** What is known of the target from outside, and how we may treat it. */
export interface LiveOptions {
  /** Its pid on this machine; null where it runs elsewhere, or where that cannot be told. */
  readonly localPid: number | null;
  /** Evaluations that would change anything are refused. */
  readonly readOnly: boolean;
  /** Bounds each evaluation, ms. */
  readonly timeoutMs: number;
  /** `.budget` changes it. */
  readonly budget: Budget;
}

/**
 * Makes a session into a target that can be asked.
 *
 * `notice` is told, after a second, if the target's event loop does not turn; rejects if it is stopped in another debugger.
 */
export async function openTarget(session: Session, options: LiveOptions, patience: Patience): Promise<LiveTarget> {
  const state = await withPatience(session, loadEntry(session, 'console'), patience);
  const process = await callNow(session, await loadEntryNow(session, 'process'), 'describe');
  return {
    kind: 'live',
    session,
    process,
    state,
    options,
    lastEvaluation: 0,
    variables: new Set(),
    index: null,
    heapWalkTriedMs: -1,
    chosen: null,
    logs: null,
    census: null,
    growth: null,
    marks: new Map(),
    kept: null,
    snapshots: [],
    snapshotsKeptBytes: 0,
  };
}

/** What the prompt calls the place where names are looked up: the current module, or the program. */
export function labelOf({ chosen, process: { argv, title } }: LiveTarget): string {
  return chosen?.name ?? argv[1]?.split(/[\\/]/).at(-1) ?? title;
}
