import type { Lens } from '#src/lenses/lens.js';

/** A lens that is nowhere but here: it sees 42 toys. */
export const toyLens: Lens = {
  name: 'toy',
  title: 'a look at the toys',
  sees: 'toys, and nothing else',
  canBeStopped: true,
  leavesMemory: false,
  fitsReadOnlyServer: false,
  costAtMost: () => ({ pauseMs: 1, rssBytes: 1 }),
  estimate: () => ({ pauseMs: 1, rssBytes: 1 }),
  answers: {
    types: async () => ({
      takenAt: new Date().toISOString(),
      total: 42,
      types: new Map([['Toy', { name: 'Toy', place: null, count: 42 }]]),
      walk: null,
      liveBytes: null,
    }),
  },
};
