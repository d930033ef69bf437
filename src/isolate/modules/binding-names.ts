import { callNow } from '../../session/call.js';
import { loadEntry } from '../../session/entry.js';
import { withGroup } from '../../session/object-group.js';
import type { Session } from '../../session/session.js';
import type { LoadedModule } from './find-modules.js';
import { openScope } from './scope.js';

const known = new WeakMap<LoadedModule, readonly string[]>();

/** The names of a module's variables that can be read. They never change: each module is asked once. */
export async function bindingNames(session: Session, module: LoadedModule): Promise<readonly string[]> {
  if (!module.fn || module.scope === null) return [];
  const names =
    known.get(module) ??
    (await withGroup(session, 'names', async (group) => {
      const scope = await openScope(session, module, group);
      return await callNow(session, await loadEntry(session, 'modules'), 'bindingNames', scope);
    }));
  known.set(module, names);
  return names;
}
