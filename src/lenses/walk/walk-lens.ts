import type { Isolate } from '../../isolate/isolate.js';
import { formatCount } from '../../view/format-quantities.js';
import type { Lens } from '../lens.js';
import type { LookOptions } from '../look-options.js';
import { countByWalk } from './count-types.js';
import { findCollections } from './find-collections.js';
import { findPath } from './find-path.js';
import type { WalkSettings } from './walk-settings.js';

/**
 * What properties, collections and module scopes reach, by a walk in JavaScript, a few ms in a turn of the event loop.
 */
export const walkLens: Lens = {
  name: 'walk',
  title: 'a walk',
  sees: 'what properties, collections and module scopes reach, with a path to each',
  canBeStopped: true,
  leavesMemory: false,
  fitsReadOnlyServer: true,
  costAtMost: () => ({ pauseMs: 0, rssBytes: 0 }),
  estimate: () => ({ pauseMs: 0, rssBytes: 0 }),
  answers: {
    types: async (isolate, settings, options) =>
      countByWalk(isolate, { ...walkOptions(isolate, settings, options), places: await isolate.places() }),
    collections: (isolate, { most, all, ...settings }, options) =>
      findCollections(isolate, { most, all, ...walkOptions(isolate, settings, options) }),
    path: (isolate, { value, ...settings }, options) =>
      findPath(isolate, value, walkOptions(isolate, settings, options)),
  },
};

function walkOptions({ process }: Isolate, { slice, duty, walkMemory }: WalkSettings, options: LookOptions) {
  const { signal, notice, progress } = options;
  return {
    pacing: { slice, duty },
    memoryBytes: Math.min(walkMemory, process.limits.maxRssBytes ?? walkMemory),
    signal,
    notice,
    onVisited: (visited: number) => progress(`walking: ${formatCount(visited)} objects`),
  };
}
