import type { Handle } from './call.js';
import type { Session } from './session.js';

/** Loads a built-in module of Node in the target, such as `inspector`. */
export type LoadBuiltin = (name: string) => unknown;

/**
 * The target's own loader of built-in modules, as an argument for injected functions.
 *
 * `process.getBuiltinModule` where there is one (Node 20.16, 22.3), which nobody patches, else the `require` of the command
 * line API, which is visible during this one evaluation only.
 */
export async function builtinLoader(session: Session, objectGroup: string): Promise<Handle<LoadBuiltin>> {
  const own = loaders.get(session);
  if (own) return own;
  const { result } = await session.send('Runtime.evaluate', {
    expression: "typeof process.getBuiltinModule === 'function' ? process.getBuiltinModule : require",
    includeCommandLineAPI: true,
    silent: true,
    objectGroup,
  });
  return { objectId: result.objectId! };
}

const loaders = new WeakMap<Session, Handle<LoadBuiltin>>();

/** Lets all that is injected from now on take its built-in modules from this loader. */
export function replaceLoader(session: Session, loader: Handle<LoadBuiltin>): void {
  loaders.set(session, loader);
}
