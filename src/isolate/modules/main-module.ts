import { mainPaths } from '../../injected/main-paths.js';
import { builtinLoader } from '../../session/builtins.js';
import { callNow } from '../../session/call.js';
import { withGroup } from '../../session/object-group.js';
import type { Session } from '../../session/session.js';
import { loadInRealm } from '../realm.js';

/** The `file:` URLs that the target's main module may have, the likeliest first. */
export async function mainUrls(session: Session): Promise<string[]> {
  return await withGroup(session, 'main', async (group) => {
    const parts = await loadInRealm(session, { mainPaths }, group);
    return await callNow(session, pathsIn, parts, await builtinLoader(session, group));
  });
}

function pathsIn(parts: { readonly mainPaths: typeof mainPaths }, load: (name: string) => unknown): string[] {
  // To load it as a module would call the program's own getters on it (Node 18).
  return parts.mainPaths(load, process);
}
