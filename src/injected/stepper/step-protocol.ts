/** A place in a script, as V8 counts: from 0. */
interface ScriptLocation {
  readonly scriptId: string;
  readonly lineNumber: number;
  readonly columnNumber?: number;
}

/** Which function to step through, and how long. */
export interface StepOptions {
  /** Where to stop in it, in the order of its text. */
  readonly places: readonly ScriptLocation[];
  /** Those of them, by index, that tell a call. */
  readonly callPlaces: readonly number[];
  /** Those at which the function ends. */
  readonly returnPlaces: readonly number[];
  /** Whether it waits, so that other calls may begin before one has ended. */
  readonly waits: boolean;
  /** The statements of a function that allocates nothing, which the main thread calls for each message. */
  readonly nothing: readonly ScriptLocation[];
  /** How many calls to record; the second call, of which two sessions are told, is not one of them. */
  readonly calls: number;
  /** How long the target may stand still for it in all, ms. */
  readonly mostPausedMs: number;
}

/**
 * What the worker tells the main thread: to call the function that allocates nothing; to answer, as it wants to end.
 */
export const MESSAGE = { nothing: 0, end: 1 } as const;

/** Where the memory that the worker shares with the main thread holds what: 32-bit integers first. */
export const AT = {
  /** Counts up while our console is there. */
  renewals: 0,
  /** 1: it is to end. */
  stop: 1,
  /** 1: it has ended as it should. */
  done: 2,
  /** How many calls have begun. */
  calls: 3,
  /** How many steps were recorded. */
  steps: 4,
  /** How long the target has stood still, µs. */
  pausedMicros: 5,
  /** What a pause allocates whoever is told of it. */
  fixedBytes: 6,
} as const;

/** Behind the integers, so many doubles for each step, in this order (see `RecordedStep`). */
export const STEP = { place: 0, arrivedBytes: 1, leftBytes: 2, frames: 3, sessions: 4 } as const;
/** How many doubles a step takes. */
export const STEP_LENGTH = 5;
/** For how many steps there is room. */
export const MOST_STEPS = 5000;
/** Where the doubles begin: behind the integers, at a multiple of 8. */
export const STEPS_AT_BYTE = 64;
/** The size of the shared memory, bytes. */
export const SHARED_BYTES = STEPS_AT_BYTE + 8 * STEP_LENGTH * MOST_STEPS;
