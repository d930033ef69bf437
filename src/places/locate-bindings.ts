import type { BundledModule } from './bundled-module.js';
import type { GeneratedScope } from './generated-scopes.js';
import { matchScopes, type RuntimeScope, scopesAround } from './match-scopes.js';

/** A name of a module, and where its value is: in which entry of a function's `[[Scopes]]`, under which name there. */
export interface LocatedBinding {
  readonly name: string;
  readonly entry: number;
  readonly generatedName: string;
  /** The property that is the value, for an import that the bundler reads from an object; else null. */
  readonly property: string | null;
  readonly isImport: boolean;
}

/** How many of a module's variables a function sees: through the one that sees most of them, they are read best. */
export function countVariablesSeen(module: BundledModule, fn: GeneratedScope): number {
  const around = new Set(scopesAround(fn));
  return module.variables.filter(({ scope, isKept }) => isKept && around.has(scope)).length;
}

/**
 * Where a function's `[[Scopes]]` have the values of a module's names: its variables, then its imports.
 *
 * An object of these names is the module's scope as its author wrote it, whatever the bundler has called them.
 */
export function locateBindings(
  module: BundledModule,
  fn: GeneratedScope,
  runtime: readonly RuntimeScope[],
): LocatedBinding[] {
  const entries = matchScopes(fn, runtime);
  const locate = (
    name: string,
    generatedName: string,
    scope: GeneratedScope,
    property: string | null,
    isImport: boolean,
  ) => {
    const entry = entries.get(scope);
    if (entry === undefined || !runtime[entry].names.includes(generatedName)) return [];
    return [{ name, entry, generatedName, property, isImport }];
  };
  return [
    ...module.variables.flatMap(({ name, generatedName, scope }) => locate(name, generatedName, scope, null, false)),
    ...module.imports.flatMap(({ name, generatedName, scope, property }) =>
      locate(name, generatedName, scope, property, true),
    ),
  ];
}
