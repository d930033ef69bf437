import { createAsking } from '../../injected/create-asking.js';
import { createHasher } from '../../injected/create-hasher.js';
import { createLedger } from '../../injected/create-ledger.js';
import { createRests } from '../../injected/create-rests.js';
import { createStepper } from '../../injected/create-stepper.js';
import { createTally } from '../../injected/create-tally.js';
import { createVisited } from '../../injected/create-visited.js';
import { createWalker } from '../../injected/create-walker.js';
import { meetRoots } from '../../injected/meet-roots.js';
import { moduleNamespace } from '../../injected/module-namespace.js';
import { rootPlace } from '../../injected/root-place.js';
import { stepsTo } from '../../injected/steps-to.js';
import { READER_PARTS } from './reader-parts.js';

/** What walks in the target, to be loaded into a realm there (see `loadInRealm`). */
export const WALKER_PARTS = {
  ...READER_PARTS,
  createHasher,
  createVisited,
  createRests,
  createStepper,
  createAsking,
  createLedger,
  createTally,
  createWalker,
  meetRoots,
  moduleNamespace,
  rootPlace,
  stepsTo,
} as const;
