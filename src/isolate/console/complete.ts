import { callNow } from '../../session/call.js';
import { loadEntryNow } from '../../session/entry-now.js';
import { withGroup } from '../../session/object-group.js';
import type { Isolate } from '../isolate.js';
import { knownScopes } from '../modules/lookup.js';

/**
 * The names that could follow `path.` and begin with `prefix`, in the current module's scope as far as it is known: no
 * module is looked for, and nothing of the service runs for it.
 */
export async function completeNames(isolate: Isolate, path: readonly string[], prefix: string): Promise<string[]> {
  return await withGroup(isolate.session, 'complete', async (group) => {
    const { current, main } = await knownScopes(isolate, group);
    const completion = await loadEntryNow(isolate.session, 'completion');
    return await callNow(isolate.session, completion, 'complete', current, main, path, prefix);
  });
}
