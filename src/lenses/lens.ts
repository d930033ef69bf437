import type { TypeCounts } from '../analysis/type-counts.js';
import type { Isolate } from '../isolate/isolate.js';
import type { Memory } from '../isolate/memory.js';
import type { WalkCost } from '../isolate/walk/walk.js';
import type { Handle } from '../session/call.js';
import type { SnapshotFileOptions } from '../snapshot/intake.js';
import type { LookOptions } from './look-options.js';
import type { HeapMeasure } from './measure-heap.js';
import type { AllocationLook } from './sampling/take-profile.js';
import type { TakenSnapshot } from './snapshot/receive-snapshot.js';
import type { Collections } from './walk/find-collections.js';
import type { FoundPath } from './walk/find-path.js';
import type { WalkSettings } from './walk/walk-settings.js';

/** What can be asked through a lens, by name: what the question says, and what the answer is. */
export interface Questions {
  /** How many objects of each class there are. */
  types: { asked: WalkSettings; answer: LookedTypeCounts };
  /** The first `most` live objects of a class, to be used at once: the handle ends with the answer. */
  instances: { asked: FindInstances; answer: null };
  /** The live object with an `@id` of a snapshot of this session. */
  object: { asked: { readonly id: number }; answer: Handle };
  /** A heap snapshot, analysed and kept in the session. */
  heap: { asked: TakeHeap; answer: TakenSnapshot };
  /** A heap snapshot that the target writes on its own disk. */
  'heap on target': { asked: { readonly path: string }; answer: { readonly path: string; readonly bytes: number } };
  /** The largest collections, and those that grow most. */
  collections: { asked: WalkSettings & { readonly most: number; readonly all: boolean }; answer: Collections };
  /** A path from a module's variable, or another root, to an object. */
  path: { asked: WalkSettings & { readonly value: Handle<object> }; answer: FoundPath };
  /**
   * What the sampling that runs knows to be alive, by the functions that allocated it; `ends`: and ends it, if it is
   * ours.
   */
  allocations: { asked: { readonly ends: boolean }; answer: AllocationLook };
}

/** The name of a question that lenses answer. */
export type Question = keyof Questions;

/** What a counting walk saw and cost. */
export interface CountingWalk extends WalkCost {
  /** The share of the objects of the last census that it has reached, 0 to 1; null where there was none. */
  readonly share: number | null;
}

/**
 * A count, and the walk that counted; null where all objects were counted. `liveBytes`: the size of the heap after a
 * full collection; null where none was done.
 */
export type LookedTypeCounts = TypeCounts & {
  readonly walk: CountingWalk | null;
  readonly liveBytes: number | null;
};

/** Which objects to find, and what to do with them while they are held. */
export interface FindInstances {
  readonly name: string;
  readonly most: number;
  /** Called once: the first objects, how many there are in all, and the names of all classes. */
  readonly use: (objects: Handle<readonly object[]>, count: number, names: readonly string[]) => Promise<null>;
}

/** How a heap snapshot is to be taken. */
export interface TakeHeap {
  /** Where it is written too; null: nowhere. */
  readonly file: SnapshotFileOptions | null;
  /** Whether the user has asked for the snapshot, or a command needs one for its answer. */
  readonly isAsked: boolean;
}

/** What looking through a lens is expected to cost the target: ms of stall, bytes of RSS, whole numbers. */
export interface Estimate {
  /** The longest stall of the event loop, ms. */
  readonly pauseMs: number;
  /** The growth of the RSS, bytes. */
  readonly rssBytes: number;
}

/** Answers a question about an isolate. */
type Answer<Q extends Question> = (
  isolate: Isolate,
  asked: Questions[Q]['asked'],
  options: LookOptions,
) => Promise<Questions[Q]['answer']>;

/** A way of looking at the memory of an isolate (design: "Lenses"). */
export interface Lens {
  readonly name: string;
  /** What a look is, as a sentence begins: `a heap snapshot`. */
  readonly title: string;
  /** What it sees, in a few words. */
  readonly sees: string;
  /** Whether a look that has begun can be ended. */
  readonly canBeStopped: boolean;
  /** Whether the target keeps memory of what a look has taken (its allocator does not give it back). */
  readonly leavesMemory: boolean;
  /** Whether a read-only console server answers all that it asks. */
  readonly fitsReadOnlyServer: boolean;
  /**
   * For a lens that is used only with the user's word, as what it does cannot be taken back: the answer that says it,
   * with its letter in brackets, and the option that says it beforehand.
   */
  readonly consent?: { readonly answer: string; readonly option: string };
  /** Why it cannot look at an isolate, as a sentence; null where nothing speaks against it. */
  findRefusal?(isolate: Isolate): Promise<string | null>;
  /** What a look takes beside the target, as a sentence goes on. */
  costElsewhere?(question: Question, heap: HeapMeasure): string;
  /** The most that a look can cost a process with such totals, whatever its heap consists of. */
  costAtMost(memory: Memory): Estimate;
  /** What a look would cost a heap like this. */
  estimate(heap: HeapMeasure): Estimate;
  /** The questions that it answers. */
  readonly answers: { readonly [Q in Question]?: Answer<Q> };
}

/** Those of the lenses through which an isolate can be looked at. */
export function lensesFor(lenses: readonly Lens[], { session }: Isolate): readonly Lens[] {
  return session.asksByName ? lenses.filter(({ fitsReadOnlyServer }) => fitsReadOnlyServer) : lenses;
}
