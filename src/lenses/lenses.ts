import { censusLens } from './census/census-lens.js';
import { forkLens } from './fork/fork-lens.js';
import { idLens } from './id/id-lens.js';
import type { Lens } from './lens.js';
import { samplingLens } from './sampling/sampling-lens.js';
import { snapshotLens } from './snapshot/snapshot-lens.js';
import { walkLens } from './walk/walk-lens.js';

/** The ways of looking. Of those that answer a question, the first that fits the budget is taken. */
export const LENSES: readonly Lens[] = [forkLens, censusLens, snapshotLens, walkLens, samplingLens, idLens];
