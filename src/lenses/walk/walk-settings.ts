import { DEFAULT_PACING } from '../../isolate/walk/walk.js';

/** How a walk behaves in the target. */
export interface WalkSettings {
  /** The longest piece of work in a turn of the event loop, ms; under load pieces are shorter. */
  readonly slice: number;
  /** The share of the time that the walk may take, 0 to 1. */
  readonly duty: number;
  /** What it may take in the target, bytes; beyond that it samples. */
  readonly walkMemory: number;
}

/** 2 ms a piece, 90 % of the time, 256 MB. */
export const DEFAULT_WALK: WalkSettings = { ...DEFAULT_PACING, walkMemory: 256e6 };
