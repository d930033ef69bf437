import { program } from '../program.js';
import { Timers } from '../timers.js';
import { describeProcess } from './describe-process.js';
import { mapsStacks } from './maps-stacks.js';
import { readThreadState } from './thread-state.js';

const timers = new Timers(program);

/** What every session asks: which process it is, and what its thread does. */
export default {
  describe: describeProcess,
  mapsStacks,
  threadState: readThreadState,
  /** Resolves when the event loop has turned. */
  turn: () => new Promise<void>((resolve) => timers.soon(resolve)),
};
