import type { FoundFunction } from './scope-explorer.js';
import type { StepTime } from './time-slicer.js';

/** What a walk looks for, and within which bounds. */
export interface WalkOptions {
  /**
   * What it looks for. To count types it goes depth first, which needs the least memory; else breadth first, for short
   * paths.
   */
  readonly goal: 'types' | 'collections' | 'object' | 'functions';
  /** How many entries of each collection are visited, about, at most. */
  readonly sample: number;
  /** How many objects are visited before the walk ends. */
  readonly maxVisits: number;
  /** How many functions and other objects the inspector is asked about at most. */
  readonly maxAsks: number;
  /** Functions that an earlier walk has found to have no scope but their module's are not asked about again. */
  readonly skipsPlain?: boolean;
  /** Ids of Node's own scripts: what their variables hold is visited last. */
  readonly nodesScriptIds?: readonly string[];
  /** Bound of the memory that the walk takes in the target; beyond it, it visits samples only. Bytes. */
  readonly memoryBytes: number;
}

/** What a step has brought, and where the walk has arrived. */
export interface WalkProgress extends StepTime {
  /** Nothing is left to visit. */
  readonly done: boolean;
  /** Why not everything was visited: it ended, or was sampled, at a bound. */
  readonly cut: 'visits' | 'memory' | null;
  /** Objects that were met, in all. */
  readonly visited: number;
  /** Functions whose scopes were entered, in all. */
  readonly scopes: number;
  /** Functions and other objects about which the inspector was not asked, in all. */
  readonly unasked: number;
  /** Proxies whose targets were not asked for, in all. */
  readonly proxies: number;
  /** The functions of this step. */
  readonly functions: readonly FoundFunction[];
  /** The object that was sought has been met. */
  readonly met: boolean;
}
