import type { EvaluationRequest } from './evaluate.js';
import type { ConsoleState } from './open-console.js';

/** What the names of a line stand for. */
export interface Names {
  /** A variable of the current module that the line would assign to; null if there is none. */
  readonly refused: string | null;
  /** What the code takes from modules and from us. The rest are variables of the console, and globals. */
  bindings(): Record<string, unknown>;
  /** Makes variables of the console of what the line declares, and of what it assigns to and nobody has declared: these it gives. */
  declare(): readonly string[];
  /** Makes the constants among these constant. */
  seal(): void;
  /** Takes them back. */
  undeclare(): void;
}

/** Tells what the names of a line stand for: `scope` has the current module's variables, `main` the main module's. */
export function createNames(
  state: ConsoleState,
  request: EvaluationRequest,
  scope: Record<string, unknown> | null,
  main: Record<string, unknown> | null,
): Names {
  const { variables } = state;
  const { names, assigns, declares } = request;
  /** What the declarations of this line have replaced. */
  const replaced: [name: string, descriptor: PropertyDescriptor | undefined][] = [];

  const has = (object: object | null, name: string) => state.hasOwn(state, object, name);
  const isDeclared = (name: string) => declares.some((declaration) => declaration.name === name);

  /** `require` and `import()` as code in the current module's file would have them. */
  const loader = (): { require: unknown; import: unknown } => {
    const file = request.file ?? state.path.join(process.cwd(), 'leakconsole');
    const module = new state.Module(file) as NodeModule & { _compile(code: string, file: string): void };
    const { _nodeModulePaths: pathsFrom } = state.Module as unknown as { _nodeModulePaths(from: string): string[] };
    module.filename = file;
    module.paths = pathsFrom(state.path.dirname(file));
    module._compile('exports.require = require; exports.import = (specifier) => import(specifier);', file);
    return module.exports;
  };

  const declare = (name: string) => {
    replaced.push([name, Object.getOwnPropertyDescriptor(variables, name)]);
    Object.defineProperty(variables, name, { value: undefined, writable: true, enumerable: true, configurable: true });
  };

  /** Afterwards, assigning to it throws. */
  const makeConstant = (name: string) => {
    const value = variables[name];
    const refuse = () => {
      throw new TypeError('Assignment to constant variable.');
    };
    Object.defineProperty(variables, name, { get: () => value, set: refuse, enumerable: true, configurable: true });
  };

  return {
    refused: assigns.find((name) => !isDeclared(name) && !has(variables, name) && has(scope, name)) ?? null,
    bindings() {
      const own: Record<string, unknown> = { __proto__: null };
      if (names.includes('require') || names.includes('__import')) {
        const loads = loader();
        own.require = loads.require;
        own.__import = loads.import;
      }
      if (main) own.main = main;
      const bindings: Record<string, unknown> = Object.create(null);
      for (const name of names) {
        const isLastResult = name === '_' || name === '_error';
        if (isDeclared(name) || (has(variables, name) && !isLastResult)) continue;
        if (has(scope, name)) bindings[name] = scope![name];
        else if (has(own, name)) bindings[name] = own[name];
      }
      return bindings;
    },
    declare() {
      for (const { name } of declares) declare(name);
      const made = assigns.filter((name) => !has(variables, name) && !has(globalThis, name));
      made.forEach(declare);
      return made;
    },
    seal() {
      for (const { name, constant } of declares) if (constant) makeConstant(name);
    },
    undeclare() {
      for (const [name, descriptor] of replaced.splice(0)) {
        if (descriptor) Object.defineProperty(variables, name, descriptor);
        else delete variables[name];
      }
    },
  };
}
