import { program } from '../program.js';
import { Timers } from '../timers.js';
import { describeProcess } from './describe-process.js';
import { mapsStacks } from './maps-stacks.js';
import { readMemory, readYoungBytes } from './read-memory.js';
import { readThreadState } from './thread-state.js';
import { unlessLoading } from './unless-loading.js';

const timers = new Timers(program);

/** What every session asks: which process it is, what its thread does, how much memory it has. */
export default {
  describe: describeProcess,
  mapsStacks,
  readMemory: () => unlessLoading(readMemory),
  readYoungBytes,
  threadState: readThreadState,
  /** Resolves when the event loop has turned. */
  turn: () => new Promise<void>((resolve) => timers.soon(resolve)),
};
