import { mainPaths } from '../injected/main-paths.js';
import { builtinLoader } from '../session/builtins.js';
import { call, OBJECT_GROUP } from '../session/call.js';
import type { Session } from '../session/session.js';

/** The `file:` URLs that the target's main module may have, the likeliest first. */
export async function mainUrls(session: Session): Promise<string[]> {
  return await call(session, mainPaths, await builtinLoader(session, OBJECT_GROUP));
}
