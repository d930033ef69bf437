import { callNow } from '../../session/call.js';
import { loadEntry } from '../../session/entry.js';
import { withGroup } from '../../session/object-group.js';
import type { Isolate } from '../isolate.js';
import type { LoadedModule } from './find-modules.js';
import { isReadable, openScope } from './scope.js';

const known = new WeakMap<LoadedModule, readonly string[]>();

/** The names of a module's variables that can be read. They never change: each module is asked once. */
export async function bindingNames(isolate: Isolate, module: LoadedModule): Promise<readonly string[]> {
  if (!isReadable(module)) return [];
  const { session } = isolate;
  const names =
    known.get(module) ??
    (await withGroup(session, 'names', async (group) => {
      const scope = await openScope(session, module, await isolate.places(), group);
      return await callNow(session, await loadEntry(session, 'modules'), 'bindingNames', scope);
    }));
  known.set(module, names);
  return names;
}
