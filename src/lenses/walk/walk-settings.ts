/** How a walk behaves in the target. */
export interface WalkSettings {
  /** The longest piece of work in a turn of the event loop, ms. */
  readonly slice: number;
  /** The share of the time that the walk may take, 0 to 1. */
  readonly duty: number;
  /** What it may take in the target, bytes; beyond that it samples. */
  readonly walkMemory: number;
}

/** A request of the service waits for no more than a slice. */
export const DEFAULT_WALK: WalkSettings = { slice: 1, duty: 0.5, walkMemory: 256e6 };
