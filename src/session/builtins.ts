import { type Handle, InjectedError, sourceOfAll } from './call.js';
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
    expression: LOADER,
    includeCommandLineAPI: true,
    silent: true,
    objectGroup,
  });
  return { objectId: result.objectId! };
}

const LOADER = "typeof process.getBuiltinModule === 'function' ? process.getBuiltinModule : require";

/**
 * Calls an injected function with the loader, other injected functions and a request (JSON), in one message, and gives back what it returns,
 * as JSON.
 */
export async function callWithLoader<P extends object, A, R>(
  session: Session,
  fn: (load: LoadBuiltin, parts: P, request: A) => R,
  parts: P,
  request: A,
): Promise<R> {
  const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
    expression: `(${fn})(${LOADER}, ${sourceOfAll(parts)}, ${JSON.stringify(request)})\n//# sourceURL=leakconsole/${fn.name}.js\n`,
    includeCommandLineAPI: true,
    returnByValue: true,
    silent: true,
  });
  if (exceptionDetails) throw new InjectedError(fn.name, exceptionDetails);
  return result.value as R;
}

const loaders = new WeakMap<Session, Handle<LoadBuiltin>>();

/** Lets all that is injected from now on take its built-in modules from this loader. */
export function replaceLoader(session: Session, loader: Handle<LoadBuiltin>): void {
  loaders.set(session, loader);
}
