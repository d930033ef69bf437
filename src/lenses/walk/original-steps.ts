import type { FunctionPlace, PathStep, VariableScope } from '../../injected/walk/path.js';
import type { LoadedModule } from '../../isolate/modules/find-modules.js';
import type { Walk } from '../../isolate/walk/walk.js';
import type { GeneratedScope } from '../../places/generated-scopes.js';
import { isSameFile } from '../../places/local-path.js';
import type { MappedScript } from '../../places/mapped-script.js';
import type { OriginalPlaces } from '../../places/original-places.js';
import type { Script } from '../../session/script.js';
import { scriptOf } from '../../session/scripts.js';
import type { Session } from '../../session/session.js';
import { beginsAtClass, type NamedStep } from './path-text.js';

/** Writes what a walk has found in bundled or minified scripts by the names of the original files. */
export class OriginalSteps {
  readonly #session: Session;
  readonly #walk: Walk;
  readonly #modules: readonly LoadedModule[];
  readonly #places: OriginalPlaces | null;
  /** For a function that was asked about and an index: the scope of the code. */
  readonly #scopes = new Map<number, Promise<ReadonlyMap<number, GeneratedScope>>>();

  /** `places` null: everything stays as V8 sees it. The walk must not have ended. */
  constructor(session: Session, walk: Walk, modules: readonly LoadedModule[], places: OriginalPlaces | null) {
    this.#session = session;
    this.#walk = walk;
    this.#modules = modules;
    this.#places = places;
  }

  /**
   * A path with the original names of variables, and with the files to which they belong. It begins at a variable of a
   * file's top level, if it leads through one, though for V8 that may be in the scope of a function.
   */
  async ofPath(steps: readonly PathStep[]): Promise<NamedStep[]> {
    const named: NamedStep[] = [];
    let owner: FunctionPlace | undefined;
    for (const step of this.#beginAtModule(steps)) {
      named.push((await this.#original(step, owner)) ?? step);
      owner = step.typeFrom;
    }
    const begin = named.findLastIndex(({ module, scope }) => module && scope?.isModule);
    return begin > 0 ? named.slice(begin) : named;
  }

  /** What Node keeps in require.cache under a file is the variable `module` of that file. */
  #beginAtModule(steps: readonly PathStep[]): readonly NamedStep[] {
    const [root, file, ...rest] = steps;
    if (root.how !== 'root' || root.key !== 'require.cache' || file === undefined) return steps;
    const module = this.#modules.find(({ url }) => isSameFile(url, file.key));
    return module ? [{ ...file, how: 'variable', key: 'module', module }, ...rest] : steps;
  }

  /** The module of a class, and its original name; null where it is in none that is bundled. */
  async ofClass(at: FunctionPlace): Promise<{ readonly module: LoadedModule; readonly name: string } | null> {
    const script = await this.#scriptWithMap(at.scriptId);
    const name = script && (await this.#places!.nameOfFunction(script, at.line, at.column));
    const place = script && (await this.#places!.resolve(script, at.line, at.column));
    const module = place && this.#modules.find((each) => each.url === place.url);
    return name && module ? { module, name } : null;
  }

  /** A class' original name; null where it has no other. */
  async className(at: FunctionPlace): Promise<string | null> {
    const script = await this.#scriptWithMap(at.scriptId);
    return script && (await this.#places!.nameOfFunction(script, at.line, at.column));
  }

  /** A step by its original name, if it has another; `owner`: the class of the object before it. */
  async #original(step: NamedStep, owner: FunctionPlace | undefined): Promise<NamedStep | null> {
    if (step.scope) return await this.#variable(step, step.scope);
    if (step.how === 'internal') return await this.#member(step, owner);
    const of = beginsAtClass(step) && step.typeFrom ? await this.ofClass(step.typeFrom) : null;
    return of && { ...step, key: of.name, module: of.module };
  }

  /** A private member of a class by its original name; null for what is no such, or where it has no other. */
  async #member(step: NamedStep, owner: FunctionPlace | undefined): Promise<NamedStep | null> {
    if (!step.key.startsWith('#') || !owner) return null;
    const script = await this.#scriptWithMap(owner.scriptId);
    const parsed = script && (await this.#places!.parse(script));
    if (!parsed) return null;
    const { originalPrivateName } = await import('../../places/parsed-functions.js');
    const key = originalPrivateName(parsed, { line: owner.line + 1, column: owner.column + 1 }, step.key);
    return key === null ? null : { ...step, key };
  }

  async #variable(step: PathStep, at: VariableScope): Promise<NamedStep | null> {
    const script = at.scriptId === null ? null : await this.#scriptWithMap(at.scriptId);
    const parsed = script && (await this.#places!.parse(script));
    if (!parsed) return null;
    const scope = (await this.#scopesOf(parsed, at)).get(at.entry);
    if (scope === undefined) return null;
    for (const loaded of this.#modules) {
      if (loaded.script.url !== script.url || loaded.module === null) continue;
      const { variables } = loaded.module;
      const variable = variables.find((each) => each.scope === scope && each.generatedName === step.key);
      if (variable) return { ...step, key: variable.name, scope: { ...at, isModule: true }, module: loaded };
    }
    const { originalNameOf } = await import('../../places/parsed-functions.js');
    const binding = scope.bindings.get(step.key);
    const original = binding && originalNameOf(parsed, binding);
    if (!original) return null;
    const name = scope.name ? (originalNameOf(parsed, scope.name)?.name ?? at.name) : at.name;
    const module = this.#modules.find(({ url }) => url === original.place.url) ?? null;
    return { ...step, key: original.name, scope: { ...at, name }, module };
  }

  #scopesOf(parsed: MappedScript, { ask, line, column }: VariableScope): Promise<ReadonlyMap<number, GeneratedScope>> {
    let scopes = this.#scopes.get(ask);
    if (!scopes) {
      scopes = this.#matchScopes(parsed, ask, { line: line + 1, column: column + 1 });
      this.#scopes.set(ask, scopes);
    }
    return scopes;
  }

  async #matchScopes(parsed: MappedScript, ask: number, place: { line: number; column: number }) {
    const { functionAt, matchScopes } = await import('../../places/parsed-functions.js');
    const matched = matchScopes(functionAt(parsed, place), await this.#walk.scopeNames(ask));
    return new Map([...matched].map(([scope, entry]) => [entry, scope]));
  }

  /** The script, if it is the program's own and has original files, or modules of a bundle. */
  async #scriptWithMap(id: string): Promise<Script | null> {
    const script = this.#places && (await scriptOf(this.#session, id));
    if (!script || script.url.includes('/node_modules/')) return null;
    const isBundled = this.#modules.some(({ script: { url }, module }) => url === script.url && module !== null);
    return isBundled || (await this.#places!.originalUrls(script)).length > 0 ? script : null;
  }
}
