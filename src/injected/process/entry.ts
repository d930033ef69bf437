import { describeProcess } from './describe-process.js';
import { readMemory } from './read-memory.js';
import { armNearLimit, writeSnapshot } from './write-snapshot.js';

export default { describe: describeProcess, readMemory, writeSnapshot, armNearLimit };
