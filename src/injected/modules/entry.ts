import type { HiddenScope } from '../objects/inspector-probe.js';
import { namesInScopes, type ScopeNames } from '../objects/scope-names.js';
import { program } from '../program.js';
import { describeBindings } from './binding-describer.js';
import { mainUrls } from './main-urls.js';
import { originalScope, type ScopeBinding } from './original-scope.js';

export default {
  mainUrls,
  describeBindings,
  /** The names in what V8 lists as `[[Scopes]]` of a function. */
  scopeNames(scopes: readonly HiddenScope[]): ScopeNames[] {
    return namesInScopes(scopes);
  },
  /** A module's variables and imports by their original names (see `originalScope`). */
  originalScope(scopes: readonly HiddenScope[], bindings: readonly ScopeBinding[]): object {
    return originalScope(scopes, bindings);
  },
  /** The variables of one scope, out of what V8 lists as `[[Scopes]]`: a copy as of this moment. */
  scopeObject(scopes: readonly { readonly object: object }[], index: number): object {
    return scopes[index].object;
  },
  /** The names of a scope's variables. */
  bindingNames(scope: object): string[] {
    return Object.getOwnPropertyNames(scope);
  },
  /** The function, for a handle of a group of its own. */
  same(fn: object): object {
    return fn;
  },
  /** `Function.prototype` of the program. */
  functionPrototype(): object {
    // Any function of its realm will do.
    return Object.getPrototypeOf(program.process.cwd);
  },
};
