import type { HiddenScope } from './inspector-probe.js';
import { isProxy } from './intrinsics.js';

/** A scope of a function, as V8 lists it in `[[Scopes]]`, without the values in it. */
export interface ScopeNames {
  /** V8's word: `Closure (name)`, `Module`, `Block`, … */
  readonly description: string;
  readonly names: readonly string[];
}

/**
 * The names in a function's scopes, the innermost first; without those beyond its script, which are no scopes of its
 * code.
 */
export function namesInScopes(scopes: readonly HiddenScope[]): ScopeNames[] {
  const found: ScopeNames[] = [];
  for (let i = 0; i < scopes.length; i++) {
    const { description, object } = scopes[i];
    if (/^(Global|Script)/.test(description)) break;
    const keys = isProxy(object) ? [] : Reflect.ownKeys(object);
    found.push({ description, names: keys.filter((key) => typeof key === 'string') });
  }
  return found;
}
