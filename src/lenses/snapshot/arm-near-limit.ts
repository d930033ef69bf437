import { UserError } from '../../errors.js';
import type { Isolate } from '../../isolate/isolate.js';
import { callNow } from '../../session/call.js';
import { loadEntryNow } from '../../session/entry.js';

/**
 * Lets Node itself write `count` snapshots when the heap is near its limit; gives the directory. Node offers no way
 * back (lib/v8.js, setHeapSnapshotNearHeapLimit ignores further calls), but it disarms itself with the last of them.
 * Throws a UserError where Node cannot.
 */
export async function armNearLimit({ session, process }: Isolate, count: number): Promise<string> {
  const directory = await callNow(session, await loadEntryNow(session, 'snapshot'), 'armNearLimit', count);
  if (directory !== null) return directory;
  throw new UserError('not-supported', `${process.description.runtime} cannot write a snapshot near the heap limit`, {
    hint: 'Node 18.10 and later can',
  });
}
