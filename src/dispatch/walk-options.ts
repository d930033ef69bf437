import { DEFAULT_WALK, type WalkSettings } from '../lenses/walk/walk-settings.js';
import { type ArgumentSpecs, bytesKind, durationKind, FLAG, SHARE } from './argument.js';

/** The options of a command that walks. */
export const walkOptions = {
  // The service would feel a longer one.
  slice: {
    kind: durationKind({ least: 1, most: 5 }),
    default: DEFAULT_WALK.slice,
    describe: 'longest piece of work; shorter where requests come',
  },
  duty: { kind: SHARE, default: DEFAULT_WALK.duty, describe: 'share of the time that a walk may take' },
  walkMemory: {
    kind: bytesKind({ least: 1e6 }),
    default: DEFAULT_WALK.walkMemory,
    describe: 'memory that a walk may take in the target; beyond it, it samples',
  },
} as const satisfies ArgumentSpecs;

/** The options by which a command counts what a walk reaches, instead of all. */
export const countOptions = {
  pause: {
    kind: FLAG,
    default: true,
    describe: 'count what a walk reaches, a few ms at a time, instead of all in one stall',
  },
  ...walkOptions,
} as const satisfies ArgumentSpecs;

/** All of them say how a running process is looked at. */
export const countLiveOptions = ['pause', 'slice', 'duty', 'walkMemory'] as const;

/** How types are counted: all at once, or (`pause` false) those that a walk reaches. */
export type CountSettings = WalkSettings & { readonly pause: boolean };

/** The lens of a count where its options name one. */
export function countLens({ pause }: CountSettings): string | undefined {
  return pause ? undefined : 'walk';
}
