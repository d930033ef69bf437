import type { BundledModule } from './bundled-module.js';
import type { GeneratedScope } from './generated-scopes.js';
import type { MappedScript } from './mapped-script.js';
import { matchScopes, type RuntimeScope } from './match-scopes.js';
import { functionAt, originalFunctionName, originalNameOf, originalPrivateName } from './original-names.js';
import type { OriginalPlaces, ScriptInfo } from './original-places.js';
import { originalPlace, type Place, placeOf } from './place.js';

/** What a variable is called in the original source. */
export interface OriginalVariable {
  readonly name: string;
  /** The URL of the original file of whose top level it is; null for a variable of a function. */
  readonly module: string | null;
}

/**
 * A script whose source map and text were read, so that it answers at once. Lines and columns count from 0, as V8 has
 * them.
 */
export class OriginalScript {
  /** The URLs of its original files. */
  readonly urls: readonly string[];
  readonly #script: MappedScript;
  readonly #modules: readonly BundledModule[];

  constructor(script: MappedScript, urls: readonly string[], modules: readonly BundledModule[]) {
    this.#script = script;
    this.urls = urls;
    this.#modules = modules;
  }

  /** The original of a place; the place itself where the map does not know it. */
  placeOf(line: number, column: number): Place {
    return originalPlace(this.#script.map, this.#script.url, line, column);
  }

  /** The original name of the function or class that V8 places there; null where it is not known. */
  nameOfFunction(line: number, column: number): string | null {
    return originalFunctionName(this.#script, placeOf('', line, column))?.name ?? null;
  }

  /** The original of a private name of the class that V8 places there; null where it is not known. */
  privateNameOf(line: number, column: number, name: string): string | null {
    return originalPrivateName(this.#script, placeOf('', line, column), name);
  }

  /** The scopes of the code that the function at a place sees, by their index among those that V8 keeps of it. */
  scopesOfFunction(
    line: number,
    column: number,
    runtime: readonly RuntimeScope[],
  ): ReadonlyMap<number, GeneratedScope> {
    const matched = matchScopes(functionAt(this.#script, placeOf('', line, column)), runtime);
    return new Map([...matched].map(([scope, entry]) => [entry, scope]));
  }

  /** What variables of this name, at the top level of its original files, are called in the code that runs. */
  generatedNamesOf(name: string): string[] {
    const variables = this.#modules.flatMap((module) => module.variables);
    return variables.filter((variable) => variable.name === name).map(({ generatedName }) => generatedName);
  }

  /** The original of a variable of a scope; null where it is not known. */
  variableOf(scope: GeneratedScope, generatedName: string): OriginalVariable | null {
    for (const { url, variables } of this.#modules) {
      const variable = variables.find((each) => each.scope === scope && each.generatedName === generatedName);
      if (variable) return { name: variable.name, module: url };
    }
    const binding = scope.bindings.get(generatedName);
    const original = binding && originalNameOf(this.#script, binding);
    return original ? { name: original.name, module: null } : null;
  }
}

/**
 * Reads and parses those of some scripts that have original files, and are the program's own: bundles, and what was
 * compiled. Packages come compiled, too, and are known by what they have become.
 */
export async function readOriginalScripts<K>(
  scripts: Iterable<readonly [K, ScriptInfo]>,
  places: OriginalPlaces,
): Promise<Map<K, OriginalScript>> {
  const found = new Map<K, OriginalScript>();
  for (const [key, script] of scripts) {
    const urls = await places.originalUrls(script);
    const parsed = urls.length > 0 ? await places.parse(script) : null;
    if (parsed) found.set(key, new OriginalScript(parsed, urls, await places.modules(script)));
  }
  return found;
}
