/** What is known of a collection from the look before. */
export interface Known {
  readonly id: number;
  readonly entries: number;
  /** Whether it is told when it grows: all but Node's own are, and those of these that have grown much. */
  readonly isTold?: boolean;
}

/** Collections that were met, with the number of their entries at the last look. */
export const knownCollections = new WeakMap<object, Known>();

/** What the look before has met, by the place where it was (see `slotOf`); null where several were at one place. */
export type Slots = Map<number, Known | null>;

/** As `Slots`, for texts and the like; of a text below an array the number of the object that has it, and its key. */
export type ValueSlots = Map<number | string, Known | null>;

/**
 * Of the look before: the places of collections, and of texts and buffers that may grow; the ids of the scripts in
 * whose modules it has noticed all that there was; the promises that were pending.
 */
export const lastLook: {
  collections: Slots;
  values: ValueSlots;
  modules: ReadonlySet<string>;
  pending: WeakSet<object>;
} = {
  collections: new Map(),
  values: new Map(),
  modules: new Set(),
  pending: new WeakSet(),
};

/** Numbers of objects that have a long text, where no place tells them apart. */
export const textHolders = new WeakMap<object, number>();

/**
 * Functions without a scope but that of their module, which is read once for all of them: with the id of their script,
 * or an empty text where they have no scope at all.
 */
export const plainFunctions = new WeakMap<object, string>();

/** A context of V8's: the variables of one call, which closures see. */
export interface FunctionContext {
  readonly outer: FunctionContext | null;
  /** All functions that were found to see it do; where it is not certain, some may see another with the same values. */
  isCertain: boolean;
}

/** The innermost context that a function sees. */
export const functionContexts = new WeakMap<object, FunctionContext>();

/** How many open handles of a kind there were at the last look. */
export const knownHandles = new Map<string, Known>();

let count = 0;

/** The number of a collection that was not seen before. */
export function nextCollectionId(): number {
  return count++;
}
