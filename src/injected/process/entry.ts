import { describeProcess } from './describe-process.js';
import { mapsStacks } from './maps-stacks.js';
import { readMemory } from './read-memory.js';
import { armNearLimit, writeSnapshot } from './write-snapshot.js';

export default { describe: describeProcess, mapsStacks, readMemory, writeSnapshot, armNearLimit };
