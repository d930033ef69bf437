import type { RetainingPath } from '../analysis/retaining.js';
import type { Memory } from '../isolate/memory.js';
import type { Place } from '../places/place.js';
import type { StackRow } from '../profile/allocations.js';
import type { Kind } from './kinds.js';

/** What a diagnosis has found: `leakconsole diagnose`. */
export interface Diagnosis {
  /**
   * `leak`: a finding of high confidence; `growing`: findings, none of them certain; `undecided`: something grew, but
   * not steadily, or the memory grew and nothing tells what; `none`: nothing grew.
   */
  readonly verdict: 'leak' | 'growing' | 'undecided' | 'none';
  /** The verdict as a sentence. */
  readonly summary: string;
  /** The worst first. */
  readonly findings: readonly Finding[];
  /** What is no finding, and worth knowing, a sentence each: what grew, but not steadily; what a snapshot wastes. */
  readonly remarks: readonly string[];
  /** What was not looked at, and why, a sentence each. */
  readonly notLookedAt: readonly string[];
  /** How the memory went. */
  readonly trend: Trend;
  /** Which memories and handles of the process grew, the most telling first; empty where none did, and of files. */
  readonly grows: readonly string[];
  /** The memory of the process at the end; null of a file. */
  readonly vitals: Memory | null;
  /** Who allocated what came since the first look and is alive; null where that was not sampled. */
  readonly allocations: SurvivorAllocations | null;
  /** Where most of the memory is at the end; empty where no snapshot was taken. */
  readonly biggest: readonly Holding[];
  /** When the first look was, ISO 8601; null of files. */
  readonly since: string | null;
  /** When the last look was, ISO 8601; null of files. */
  readonly takenAt: string | null;
  /** How many looks there were; of files, how many files. */
  readonly looks: number;
  /** How many there were to be: more than `looks` where it was ended early. */
  readonly plannedLooks: number;
  /** What all the looks cost the process; null of files. */
  readonly cost: DiagnosisCost | null;
  /** What `--baseline` knows already: the signatures of findings that are left out. */
  readonly known: readonly string[];
}

/** One thing that leaks, or may. */
export interface Finding {
  readonly kind: Kind;
  /** What was seen, in a sentence. */
  readonly sentence: string;
  /** What to do about it. */
  readonly advice: string;
  /** The class of what gathers; null where it has none. */
  readonly class: string | null;
  /** What holds it; null where that is not known. */
  readonly holder: Holder | null;
  /** The functions that allocate it, or may: see `basis`; empty where none is known. */
  readonly sites: readonly Site[];
  /** How many more there are each minute; null where no time has passed. */
  readonly perMinute: number | null;
  /** What that takes an hour, by the average size of those that are there; null where sizes are not known. */
  readonly bytesPerHour: number | null;
  /** What would be freed with the holder, or with what gathers in it, if that is more; null where no snapshot tells. */
  readonly retainedBytes: number | null;
  /** The same as a share of the heap, 0 to 1. */
  readonly share: number | null;
  /** The same for the same leak in every run, on every version of Node, live and in files. */
  readonly signature: string;
  /** How sure it is that this is a leak. */
  readonly confidence: 'high' | 'medium' | 'low';
  /** What speaks for it. */
  readonly evidence: readonly string[];
  /** The package that holds it, `name@version`; null where the service does. */
  readonly package: string | null;
  /** The numbers at each look; empty where there was one. */
  readonly course: readonly number[];
  /** How it is held; null where no snapshot tells. `suspect` is the step that adds what gathers. */
  readonly path: SuspectPath | null;
  /** The commands that show more. */
  readonly next: readonly string[];
}

/** The path to what gathers. */
export interface SuspectPath extends RetainingPath {
  /** The step, from 0, whose edge is the suspect: what it leads to gathers. */
  readonly suspect: number;
}

/** What holds that which gathers. */
export interface Holder {
  /** As one would write it: `main.cache`, `session.js: MemoryStore.sessions`; keys are left out. */
  readonly path: string;
  /** `Map`, `Set`, `Array`, `listeners`, or the name of a class. */
  readonly kind: string;
  /** The URL or path of the module; null where it begins at something global, or at V8's roots. */
  readonly module: string | null;
  /** Where it is declared; null where that is not known. */
  readonly place: Place | null;
  /** How many entries it has; null where that is not known. */
  readonly entries: number | null;
}

/** A function that allocates what stays alive. */
export interface Site {
  readonly name: string;
  /** Where it begins; null where that is not known. */
  readonly place: Place | null;
  /** The same as people read it. */
  readonly location: string | null;
  /** What it allocates itself, of all kinds, and is alive, bytes: by samples; null where there are none of it. */
  readonly bytes: number | null;
  /**
   * Why it is told. `source`: its source makes what gathers; `file`: no source that was read does, and it stands in the
   * file of the holder, or of the class.
   */
  readonly basis: 'source' | 'file';
}

/** Who allocated what came since the first look and is alive. */
export interface SurvivorAllocations {
  /** How much that is, bytes: an estimate from samples. */
  readonly liveBytes: number;
  /** The standard error of `liveBytes`; null where the sampling interval is not known. */
  readonly errorBytes: number | null;
  /** Who calls whom, from the outermost functions on. */
  readonly stacks: readonly StackRow[];
}

/** How the memory went from look to look. */
export interface Trend {
  /** The live size of the heap after full collections; those looks are left out after which there was none. */
  readonly live: readonly LiveSize[];
  /** How fast it grows, bytes an hour; null where that is not known. */
  readonly bytesPerHour: number | null;
  /**
   * When the heap's limit is reached at that rate: the earliest and the latest likely time, ISO 8601; null where it is
   * not.
   */
  readonly limitAt: readonly string[] | null;
}

/** An object that keeps much memory alive. */
export interface Holding {
  /** Its class. */
  readonly name: string;
  /** How it is held, as one would write it; keys are left out. */
  readonly path: string;
  /** How many alike objects it stands for. */
  readonly count: number;
  readonly retainedBytes: number;
  /** Of the heap, 0 to 1. */
  readonly share: number;
  /** The larger one that keeps it alive, by its place in this list; null where none of them does. */
  readonly within: number | null;
}

/** The size of the heap after a full collection. */
export interface LiveSize {
  /** When, ISO 8601. */
  readonly at: string;
  /** How large it is. */
  readonly bytes: number;
}

/** What a diagnosis has cost the process. */
export interface DiagnosisCost {
  /** The longest stall of its event loop, ms. */
  readonly pauseMs: number;
  /** How far its RSS rose, bytes; null where that was not measured. */
  readonly rssDeltaBytes: number | null;
}
