import type { FoundFunction } from '../../injected/walk/scope-explorer.js';
import type { BundledModule } from '../../places/bundled-module.js';
import type { GeneratedScope } from '../../places/generated-scopes.js';
import type { MappedScript } from '../../places/mapped-script.js';
import type { OriginalPlaces } from '../../places/original-places.js';
import type { Script } from '../../session/script.js';

/** A module of a script, with the function through which its variables are read best, as far as one was found. */
export interface ScriptModule {
  /** Of the original file, where a source map knows it. */
  readonly url: string;
  /** What a bundler has put into the script; null for a script that is one module as it stands. */
  readonly module: BundledModule | null;
  readonly fn: FoundFunction | null;
  /** The index of the scope that is the module's; null where V8 keeps none, and of a bundled module. */
  readonly scope: number | null;
  /** Number of its variables that can be read; null where no function was found. */
  readonly bindings: number | null;
}

/**
 * Finds the modules of one script, and among the functions that a walk meets those through which they are read.
 *
 * A script is one module as it stands, or many, if a bundler has put several files into it. Only then, and where the
 * functions show no variable of the top level, as a function is wrapped around everything, is the script parsed.
 */
export class ScriptModules {
  readonly #script: Script;
  readonly #places: OriginalPlaces | null;
  readonly #functions: FoundFunction[] = [];
  #best: FoundFunction | null = null;
  #bundle: Promise<Bundle | null> | null = null;

  /** `places` leads to the original files; null: the script is a module as V8 sees it. */
  constructor(script: Script, places: OriginalPlaces | null) {
    this.#script = script;
    this.#places = places;
  }

  /** Notes a function of the script. */
  add(fn: FoundFunction): void {
    if (this.#places !== null) this.#functions.push(fn);
    if (isBetter(fn, this.#best)) this.#best = fn;
  }

  /** Whether a variable of the script's last module can be read, so far: that is the one with which a bundle begins. */
  async showsLast(): Promise<boolean> {
    const { fn, scope, module, bindings } = (await this.all()).at(-1)!;
    if (module === null) return fn !== null && scope !== null;
    return fn !== null && (bindings! > 0 || !module.variables.some(({ isKept }) => isKept));
  }

  /** The modules, in the order in which they are evaluated. */
  async all(): Promise<readonly ScriptModule[]> {
    const best = this.#best;
    const urls = (await this.#places?.originalUrls(this.#script)) ?? [];
    const showsNone = best !== null && (best.scope < 0 || best.bindings === 0);
    if (urls.length > 1 || (showsNone && this.#places !== null)) {
      this.#bundle ??= Bundle.read(this.#script, this.#places!);
      const bundle = await this.#bundle;
      if (bundle) return bundle.through(this.#functions);
    }
    const scope = best !== null && best.scope >= 0 ? best.scope : null;
    const url = urls.length === 1 ? urls[0] : this.#script.url;
    return [{ url, module: null, fn: best, scope, bindings: best?.bindings ?? null }];
  }
}

/**
 * A function that shows its module's scope before one that shows none; then the one with the fewest scopes of its own
 * around it.
 */
function isBetter(fn: FoundFunction, than: FoundFunction | null): boolean {
  if (than === null) return true;
  // Each function of a module has the module's scope in its chain. If one has no scope at all, no other scope is the
  // module's.
  if (than.scope < 0 && than.depth === 1) return false;
  if (fn.scope < 0 && fn.depth === 1) return true;
  if (fn.scope >= 0 !== than.scope >= 0) return fn.scope >= 0;
  return fn.depth < than.depth;
}

/** The modules of a script that was parsed, with the functions through which most of their variables are seen. */
class Bundle {
  readonly #modules: readonly BundledModule[];
  readonly #script: MappedScript;
  readonly #places: typeof import('../../places/parsed-functions.js');
  readonly #best = new Map<BundledModule, { readonly fn: FoundFunction; readonly seen: number }>();
  readonly #looked = new Set<GeneratedScope>();
  #done = 0;

  private constructor(
    modules: readonly BundledModule[],
    script: MappedScript,
    places: typeof import('../../places/parsed-functions.js'),
  ) {
    this.#modules = modules;
    this.#script = script;
    this.#places = places;
  }

  /** Parses a script; null where it cannot be parsed, or has no module. */
  static async read(script: Script, places: OriginalPlaces): Promise<Bundle | null> {
    const modules = await places.modules(script);
    const parsed = await places.parse(script);
    if (modules.length === 0 || parsed === null) return null;
    return new Bundle(modules, parsed, await import('../../places/parsed-functions.js'));
  }

  /** The modules, with the best of these functions, of which those that came before are known. */
  through(functions: readonly FoundFunction[]): readonly ScriptModule[] {
    for (; this.#done < functions.length; this.#done++) this.#add(functions[this.#done]);
    return this.#modules.map((module) => {
      const { fn = null, seen = null } = this.#best.get(module) ?? {};
      return { url: module.url, module, fn, scope: null, bindings: seen };
    });
  }

  #add(fn: FoundFunction): void {
    const { functionAt, countVariablesSeen, scopesAround } = this.#places;
    const at = functionAt(this.#script, { line: fn.line + 1, column: fn.column + 1 });
    // Functions that stand in the same scope see the same variables.
    const [scope] = scopesAround(at);
    if (scope === undefined || this.#looked.has(scope)) return;
    this.#looked.add(scope);
    for (const module of this.#modules) {
      const seen = countVariablesSeen(module, at);
      if (seen > (this.#best.get(module)?.seen ?? -1)) this.#best.set(module, { fn, seen });
    }
  }
}
