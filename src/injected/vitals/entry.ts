import { unlessLoading } from '../process/unless-loading.js';
import { probeMalloc } from './probe-malloc.js';
import { readThreadVitals } from './read-thread-vitals.js';
import { readVitals } from './read-vitals.js';

/** Which memory grows: the counters of a process and of a thread. */
export default {
  read: (countsDescriptors: boolean) => unlessLoading(() => readVitals(countsDescriptors)),
  readThread: readThreadVitals,
  probeMalloc,
};
