import type { HiddenScope } from '../objects/inspector-probe.js';
import { COMMONJS_PARAMETERS } from './commonjs-parameters.js';

const { hasOwn } = Object;

/**
 * A name, and where its value is: in which of a function's scopes, under which name there, or as which property of
 * that.
 */
export interface ScopeBinding {
  readonly name: string;
  readonly entry: number;
  readonly generatedName: string;
  readonly property: string | null;
}

/**
 * The scope of an original file as its author wrote it, whatever a bundler has called its variables: a copy as of this
 * moment.
 *
 * What an import reads from an object of the bundler's is read when it is asked for, as that may call a getter. What is
 * not initialized yet throws a ReferenceError when it is asked for. The names that CommonJS gives each module are there
 * too.
 */
export function originalScope(scopes: readonly HiddenScope[], bindings: readonly ScopeBinding[]): object {
  const scope: object = Object.create(null);
  for (let i = 0; i < bindings.length; i++) {
    const { name, entry, generatedName, property } = bindings[i];
    const { object } = scopes[entry];
    if (hasOwn(scope, name)) continue;
    if (property === null) copyVariable(object, generatedName, scope, name);
    else {
      const get = () => (object as Record<string, Record<string, unknown>>)[generatedName][property];
      Object.defineProperty(scope, name, { get, enumerable: false, configurable: true });
    }
  }
  // The list of scopes is an array without prototype.
  for (let i = 0; i < scopes.length; i++) {
    const { object, description } = scopes[i];
    if (!/^Closure/.test(description)) continue;
    for (const name of COMMONJS_PARAMETERS) {
      if (hasOwn(object, name) && !hasOwn(scope, name)) copyVariable(object, name, scope, name);
    }
  }
  return scope;
}

function copyVariable(from: object, generatedName: string, to: object, name: string): void {
  try {
    const value = Object.getOwnPropertyDescriptor(from, generatedName)?.value;
    Object.defineProperty(to, name, { value, writable: true, enumerable: true, configurable: true });
  } catch (error) {
    const get = () => {
      throw error;
    };
    Object.defineProperty(to, name, { get, enumerable: true, configurable: true });
  }
}
