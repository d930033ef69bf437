/** An argument of a call: an object of the target by its remote id, a primitive value, or anything else as its JSON. */
export type RemoteArgument = { readonly objectId: string } | { readonly value: unknown } | { readonly json: string };

/**
 * A call of a method of our code in the target: of what an entry (src/injected) exports, or of an object that such a
 * method has returned.
 */
export interface RemoteCall {
  readonly on: { readonly entry: string } | { readonly objectId: string };
  readonly method: string;
  readonly args: readonly RemoteArgument[];
}

/** How its result is wanted, as `Runtime.callFunctionOn` has it. */
export interface ResultOptions {
  readonly returnByValue?: boolean;
  readonly awaitPromise?: boolean;
  readonly objectGroup?: string;
}

/**
 * The parameters of `Runtime.callFunctionOn` for a call. `realm` is the object id of our realm, which tells V8 the
 * context; objects come there as JSON, to inherit nothing that the program has changed.
 */
export function callParams(realm: string, { on, method, args }: RemoteCall) {
  const names = args.map((arg, index) => ('json' in arg ? `this.parse(a${index})` : `a${index}`));
  const object = 'entry' in on ? `this.entries.${on.entry}` : 'on';
  return {
    objectId: realm,
    functionDeclaration: `function (on${args.map((_, index) => `, a${index}`).join('')}) { return ${object}.${method}(${names}); }\n//# sourceURL=leakconsole/call.js\n`,
    arguments: [
      'entry' in on ? {} : { objectId: on.objectId },
      ...args.map((arg) => ('json' in arg ? { value: arg.json } : arg)),
    ],
    silent: true,
  };
}

/**
 * The built-in modules of the target: `process.getBuiltinModule` where there is one (Node 20.16, 22.3), which nobody
 * patches.
 */
export const LOADER = `(() => {
  try { if (typeof process.getBuiltinModule === 'function') return process.getBuiltinModule; } catch {}
  return require;
})()`;

/** A text as JavaScript writes it; a message, which is JSON, escapes what stands in double quotes twice. */
export function quote(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n');
  return `'${escaped}'`;
}

/**
 * The parameters of `Runtime.evaluate` that open our realm in the target, of the bundles of the entries `bootstrap` and
 * `realm`.
 */
export function realmParams(bootstrap: string, realm: string) {
  return {
    expression: `${bootstrap}()(this, ${LOADER}, ${quote(realm)})\n//# sourceURL=leakconsole/bootstrap.js`,
    // It makes `require` visible, for this evaluation only.
    includeCommandLineAPI: true,
    silent: true,
    objectGroup: 'leakconsole-realm',
  };
}
