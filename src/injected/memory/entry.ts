import { unlessLoading } from '../process/unless-loading.js';
import { readMemory, readYoungBytes } from './read-memory.js';

/** How much memory a process has. */
export default {
  read: () => unlessLoading(readMemory),
  readYoungBytes,
};
