// What V8 calls objects of its own. From V8 15 on a name may go on with what the object is of:
// `system / Script / file:///a.js`, `system / SharedFunctionInfo / tick`, `system / Context / scope @123`. The
// inspector adds the page's or program's to that of a global context.

const SCRIPT = 'system / Script / ';
const FUNCTION = 'system / SharedFunctionInfo / ';

/** Tells whether a name is that of V8's global context. */
export function isNativeContext(name: string): boolean {
  return name.startsWith('system / NativeContext');
}

/** Tells whether a name is that of a context, which holds the variables of a scope. */
export function isContext(name: string): boolean {
  return name === 'system / Context' || name.startsWith('system / Context / ');
}

/** The path or URL of a script by its name; null where that does not tell. */
export function scriptPath(name: string): string | null {
  const path = name.startsWith(SCRIPT) ? name.slice(SCRIPT.length) : name;
  return path === '' || path.startsWith('system / ') ? null : path;
}

/** The name of a function by that of its SharedFunctionInfo; empty where it has none. */
export function functionName(name: string): string {
  if (name.startsWith(FUNCTION)) return name.slice(FUNCTION.length);
  return name === '(shared function info)' || name.startsWith('system / ') ? '' : name;
}
