import { program } from '../program.js';
import type { EvaluationRequest } from './evaluation.js';
import { hasOwn } from './has-own.js';
import { refuseAssignment } from './in-program.js';

type Variables = Record<string, unknown>;

/** What the names of one line stand for: variables of the console, bindings of modules, or globals. */
export class LineNames {
  readonly #variables: Variables;
  readonly #request: EvaluationRequest;
  readonly #scope: Variables | null;
  readonly #main: Variables | null;
  /** What the declarations of this line have replaced. */
  #replaced: [name: string, descriptor: PropertyDescriptor | undefined][] = [];

  /** `scope` has the current module's variables, `main` the main module's. */
  constructor(variables: Variables, request: EvaluationRequest, scope: Variables | null, main: Variables | null) {
    this.#variables = variables;
    this.#request = request;
    this.#scope = scope;
    this.#main = main;
  }

  /** A variable of the current module that the line would assign to; null if there is none. */
  get refused(): string | null {
    const isRefused = (name: string) =>
      !this.#isDeclared(name) && !hasOwn(this.#variables, name) && hasOwn(this.#scope, name);
    return this.#request.assigns.find(isRefused) ?? null;
  }

  /** What the code takes from modules and from us. The rest are variables of the console, and globals. */
  bindings(): Variables {
    const { names, file } = this.#request;
    const own: Variables = Object.create(null);
    if (names.includes('require') || names.includes('__import')) {
      const loads = loaderOf(file);
      own.require = loads.require;
      own.__import = loads.import;
    }
    if (this.#main) own.main = this.#main;
    const bindings: Variables = Object.create(null);
    for (const name of names) {
      const isLastResult = name === '_' || name === '_error';
      if (this.#isDeclared(name) || (hasOwn(this.#variables, name) && !isLastResult)) continue;
      if (hasOwn(this.#scope, name)) bindings[name] = this.#scope![name];
      else if (hasOwn(own, name)) bindings[name] = own[name];
    }
    return bindings;
  }

  /**
   * Makes variables of the console of what the line declares, and of what it assigns to and nobody has declared: these
   * it gives.
   */
  declare(): readonly string[] {
    for (const { name } of this.#request.declares) this.#declare(name);
    const made = this.#request.assigns.filter(
      (name) => !hasOwn(this.#variables, name) && !hasOwn(program.global, name),
    );
    for (const name of made) this.#declare(name);
    return made;
  }

  /** Makes the constants among these constant: to assign to one throws from now on. */
  seal(): void {
    for (const { name, constant } of this.#request.declares) {
      if (!constant) continue;
      const value = this.#variables[name];
      const accessors = { get: () => value, set: refuseAssignment, enumerable: true, configurable: true };
      Object.defineProperty(this.#variables, name, accessors);
    }
  }

  /** Takes the declared variables back. */
  undeclare(): void {
    for (const [name, descriptor] of this.#replaced) {
      if (descriptor) Object.defineProperty(this.#variables, name, descriptor);
      else delete this.#variables[name];
    }
    this.#replaced = [];
  }

  #isDeclared(name: string): boolean {
    return this.#request.declares.some((declaration) => declaration.name === name);
  }

  #declare(name: string): void {
    this.#replaced.push([name, Object.getOwnPropertyDescriptor(this.#variables, name)]);
    const descriptor = { value: undefined, writable: true, enumerable: true, configurable: true };
    Object.defineProperty(this.#variables, name, descriptor);
  }
}

/** `require` and `import()` as code in the current module's file would have them. */
function loaderOf(moduleFile: string | null): { readonly require: unknown; readonly import: unknown } {
  const Module = program.load('module') as typeof import('node:module') & {
    _nodeModulePaths(from: string): string[];
  };
  const path = program.load('path') as typeof import('node:path');
  const file = moduleFile ?? path.join(program.process.cwd(), 'leakconsole');
  const module = new Module(file) as NodeModule & { _compile(code: string, file: string): void };
  module.filename = file;
  module.paths = Module._nodeModulePaths(path.dirname(file));
  module._compile('exports.require = require; exports.import = (specifier) => import(specifier);', file);
  return module.exports;
}
