import { inNewRealm } from '../injected/in-new-realm.js';
import { builtinLoader } from '../session/builtins.js';
import { awaitForHandle, type Handle, sourceOfAll } from '../session/call.js';
import type { Session } from '../session/session.js';

type Functions = Readonly<Record<string, (...args: never[]) => unknown>>;

/**
 * Puts injected functions into one new realm of the target (see `inNewRealm`), as an object with these functions.
 *
 * Nothing but the handle, and what was made by calling them, keeps the realm alive.
 */
export async function loadInRealm<F extends Functions>(
  session: Session,
  functions: F,
  objectGroup: string,
): Promise<Handle<F>> {
  const load = await builtinLoader(session, objectGroup);
  return (await awaitForHandle(session, inNewRealm, [load, sourceOfAll(functions)], objectGroup)) as Handle<F>;
}
