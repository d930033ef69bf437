import { describeProcess } from './describe-process.js';
import { mapsStacks } from './maps-stacks.js';
import { readMemory, readYoungBytes } from './read-memory.js';
import { readThreadState } from './thread-state.js';
import { unlessLoading } from './unless-loading.js';

/** What every session asks: which process it is, what its thread does, how much memory it has. */
export default {
  describe: describeProcess,
  mapsStacks,
  readMemory: () => unlessLoading(readMemory),
  readYoungBytes,
  threadState: readThreadState,
};
