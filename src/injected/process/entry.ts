import { describeProcess } from './describe-process.js';
import { mapsStacks } from './maps-stacks.js';
import { probeMalloc } from './probe-malloc.js';
import { readMemory, readYoungBytes } from './read-memory.js';
import { readVitals } from './read-vitals.js';
import { readThreadState, readThreadVitals } from './thread-state.js';
import { unlessLoading } from './unless-loading.js';
import { armNearLimit, writeSnapshot, writeSnapshotInto } from './write-snapshot.js';

export default {
  describe: describeProcess,
  mapsStacks,
  readMemory: () => unlessLoading(readMemory),
  readYoungBytes,
  readVitals: (countsDescriptors: boolean) => unlessLoading(() => readVitals(countsDescriptors)),
  probeMalloc,
  threadState: readThreadState,
  threadVitals: readThreadVitals,
  writeSnapshot,
  writeSnapshotInto,
  armNearLimit,
};
