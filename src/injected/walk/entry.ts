import { program } from '../program.js';
import { countAsyncResources } from './count-async-resources.js';
import type { WalkOptions } from './walk-protocol.js';
import { Walker } from './walker.js';

/** However little the heap has left, a walk may take so much, bytes: it is enough to sample. */
const LEAST = 100_000;
const { getHeapStatistics } = program.load('v8') as typeof import('node:v8');

export default {
  /** A walker. It takes no more than a quarter of what the heap has left up to its limit, whatever it was allowed. */
  start(options: WalkOptions): Walker {
    const { heap_size_limit: limit, used_heap_size: used } = getHeapStatistics();
    const memoryBytes = Math.max(LEAST, Math.min(options.memoryBytes, (limit - used) / 4));
    return new Walker({ ...options, memoryBytes });
  },
  countAsyncResources,
};
