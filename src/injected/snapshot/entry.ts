import { armNearLimit, writeSnapshot, writeSnapshotInto } from './write-snapshot.js';

/** Heap snapshots that the target writes itself. */
export default { write: writeSnapshot, writeInto: writeSnapshotInto, armNearLimit };
