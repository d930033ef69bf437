import type { FoundFunction } from './create-asking.js';
import type { FoundCollection, Own } from './create-ledger.js';
import type { How } from './create-reader.js';
import type { Shape } from './create-shapes.js';
import type { TypeCount } from './create-tally.js';

export interface WalkOptions {
  /** What it looks for. To count types it goes depth first, which needs the least memory; else breadth first, for short paths. */
  readonly goal: 'types' | 'collections' | 'object' | 'functions';
  /** Of each collection, at most about so many entries are visited. */
  readonly sample: number;
  /** The walk ends after so many objects. */
  readonly maxVisits: number;
  /** At most so many functions and other objects are asked of the inspector. */
  readonly maxAsks: number;
  /** Functions that an earlier walk has found to have no scope but their module's are not asked about again. */
  readonly skipsPlain?: boolean;
  /** Bound of the memory that the walk takes in the target; beyond it, it visits samples only. Bytes. */
  readonly memoryBytes: number;
}

/** How an object was reached: a list towards the root. */
export interface Place {
  readonly from: Place | null;
  readonly key: unknown;
  readonly how: How | 'root';
  /** Of the object at this place; null for a root that is none. */
  readonly shape: Shape | null;
  /** For how many objects this one stands. */
  readonly weight: number;
  /** For a variable, of which function's scope. */
  readonly scope: { readonly scriptId: string | null; readonly name: string; readonly isModule: boolean } | null;
  /** The first step after the beginning, which is a root or the last variable on the way; null at the beginning itself. */
  trunk: Place | null;
}

/** What a step has brought, and where the walk has arrived. */
export interface WalkProgress {
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
  /** Proxies that were left alone, in all. */
  readonly proxies: number;
  /** The functions of this step. */
  readonly functions: readonly FoundFunction[];
  /** The object that was sought has been met. */
  readonly met: boolean;
  /** ms that this step worked, and that its longest piece took. */
  readonly took: number;
  readonly longest: number;
}

/** One step of a path, from the root on; texts where the key is no plain name. */
export interface PathStep {
  readonly how: Place['how'];
  readonly key: string;
  /** For a key that is no string: its type. */
  readonly keyType: string;
  /** Of the object at this step. */
  readonly type: string | null;
  /** For a variable, where its scope is from, and whether it is the scope of the whole module. */
  readonly scope: Place['scope'];
}

export interface Walker {
  /**
   * Starts a step of about so many ms, in pieces of at most `slice` ms, each in a turn of its own of the event loop: what the service
   * has to do comes between. Or tells what the step has brought, when it is done. Null until then.
   *
   * There is no promise to wait for, so that every answer comes at once: Node may crash when it has an answer for a client that has just
   * been killed (nodejs/node#34833).
   */
  step(ms: number, slice: number): WalkProgress | null;
  /** Functions of modules, whose scopes are visited before all else. */
  begin(modules: readonly object[]): void;
  /** Adds objects to visit, all of them. */
  meetAll(list: readonly object[]): void;
  /** Ends the walk when this object is met. */
  seek(value: object): void;
  /** The path to the object that was sought; null if it was not met. */
  path(): PathStep[] | null;
  /** A function that was found, by its number. */
  asked(ask: number): object;
  /** The most frequent types of what was met, and the number of all objects. */
  counts(most: number): { readonly total: number; readonly types: TypeCount[] };
  /** Begins a report (see `Ledger`), which further steps make. */
  reportCollections(most: number, own: Own | null): void;
  /** The report that was made. */
  collections(): readonly FoundCollection[];
}
