import type { ConsoleState } from './open-console.js';
import type { ShowOptions } from './show.js';

/** One line of the console, as src/live/source.ts has prepared it. */
export interface EvaluationRequest {
  readonly id: number;
  /** The rewritten code: a script whose completion value is the answer, or a promise of it if `awaits`. */
  readonly code: string;
  readonly awaits: boolean;
  /** The answer comes as `{ value }`. */
  readonly boxed: boolean;
  /** Every name that the code mentions. */
  readonly names: readonly string[];
  /** The names that it assigns to. */
  readonly assigns: readonly string[];
  /** The names that it declares, and whether as constants. */
  readonly declares: readonly { readonly name: string; readonly constant: boolean }[];
  /** Bounds the synchronous part of the evaluation, and the wait for its promise; ms. */
  readonly timeoutMs: number;
  readonly readOnly: boolean;
  /** The file of the current module, from which require and import() resolve; null: the working directory. */
  readonly file: string | null;
  readonly show: ShowOptions;
}

/** What came of an evaluation. `text` is the value, or the error with its stack, as Node prints it. */
export type EvaluationAnswer =
  | { readonly outcome: 'value'; readonly type: string; readonly value?: unknown; readonly text: string }
  | { readonly outcome: 'error'; readonly name: string; readonly message: string; readonly text: string }
  | { readonly outcome: 'binding'; readonly name: string }
  | { readonly outcome: 'side-effect' | 'terminated' | 'timeout' };

/**
 * Evaluates one line inside the target, in a turn of its own of the event loop. Never rejects.
 *
 * The code runs in a debugger session that the target opens to itself, with a timeout. So the inspector still hears its clients
 * while it runs (it does not during a client's own Runtime.evaluate), and V8 takes back, when this evaluation ends, a
 * termination that was meant for it: Ctrl-C can end `while (true) {}` without touching the service's own code.
 *
 * The console's variables come in by a `with` statement, the modules' bindings as constants, both through a global property that
 * exists only while the code starts.
 */
export async function evaluate(
  state: ConsoleState,
  request: EvaluationRequest,
  scope: Record<string, unknown> | null,
  main: Record<string, unknown> | null,
): Promise<EvaluationAnswer> {
  const { variables } = state;
  const door = '__leakconsole__';
  const bindings: Record<string, unknown> = Object.create(null);
  /** What the declarations of this line have replaced. */
  const replaced: [name: string, descriptor: PropertyDescriptor | undefined][] = [];

  const has = (object: object | null, name: string | symbol) =>
    object !== null && !state.util.types.isProxy(object) && Object.getOwnPropertyDescriptor(object, name) !== undefined;
  const isDeclared = (name: string) => request.declares.some((declaration) => declaration.name === name);

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

  const undeclare = () => {
    for (const [name, descriptor] of replaced.splice(0)) {
      if (descriptor) Object.defineProperty(variables, name, descriptor);
      else delete variables[name];
    }
  };

  /** The names that the code takes from modules and from us, and not from the console's variables or the global object. */
  const bind = (): string[] => {
    if (request.names.includes('require') || request.names.includes('__import')) {
      const loads = loader();
      bindings.require = loads.require;
      bindings.__import = loads.import;
    }
    if (main) bindings.main = main;
    return request.names.filter((name) => {
      const isLastResult = name === '_' || name === '_error';
      if (isDeclared(name) || (has(variables, name) && !isLastResult)) return false;
      if (has(scope, name)) bindings[name] = scope![name];
      return has(bindings, name);
    });
  };

  type Posted = { failed: boolean; threw: boolean; value: unknown };

  /** Runs the code to the end of its synchronous part. */
  const run = (bound: readonly string[]): Posted => {
    const thrown = Symbol('thrown');
    const own = { variables, bindings, thrown, value: undefined as unknown };
    const prelude = bound.length > 0 ? `const { ${bound.join(', ')} } = ${door}.bindings;` : '';
    const session = new state.inspector.Session();
    session.connect();
    try {
      Object.defineProperty(globalThis, door, { value: own, configurable: true });
      let failed = true;
      let answer: import('node:inspector').Runtime.EvaluateReturnType | undefined;
      state.running = request.id;
      session.post(
        'Runtime.evaluate',
        {
          // What is thrown is caught, lest V8 print it, and a message of 100 MB with it.
          expression:
            `with (${door}.variables) { ${prelude}try { ${request.code}\n} catch (error) ` +
            `{ ({ __proto__: null, [${door}.thrown]: error }) } }\n//# sourceURL=leakconsole-input`,
          timeout: request.timeoutMs,
          throwOnSideEffect: request.readOnly,
          silent: true,
        },
        (error, result) => {
          failed = error !== null;
          answer = result as typeof answer;
        },
      );
      // A termination that was sent when the code was about to end must not hit the service: wait for it here.
      if (state.cancelling && !failed) {
        session.post('Runtime.evaluate', { expression: 'for (;;);', timeout: 2000 }, () => {});
      }
      state.running = 0;
      const remote = answer?.exceptionDetails?.exception ?? answer?.result;
      if (remote) {
        const { objectId, unserializableValue, value } = remote;
        session.post('Runtime.callFunctionOn', {
          functionDeclaration: `function (value) { ${door}.value = value; }`,
          executionContextId: 1,
          arguments: [objectId ? { objectId } : unserializableValue ? { unserializableValue } : { value }],
        });
      }
      const { value } = own;
      if (typeof value === 'object' && has(value, thrown)) {
        return { failed, threw: true, value: (value as Record<symbol, unknown>)[thrown] };
      }
      return { failed, threw: answer?.exceptionDetails !== undefined, value };
    } finally {
      state.running = 0;
      delete (globalThis as Record<string, unknown>)[door];
      session.disconnect();
    }
  };

  /** Waits for the promise of an async evaluation; Ctrl-C and the timeout end the wait. */
  const settle = (promise: Promise<unknown>): Promise<{ value: unknown } | EvaluationAnswer> =>
    new Promise((resolve) => {
      const end = (result: { value: unknown } | EvaluationAnswer) => {
        clearTimeout(timer);
        state.abandon = null;
        resolve(result);
      };
      const timer = setTimeout(() => end({ outcome: 'timeout' }), request.timeoutMs);
      timer.unref();
      state.abandon = () => end({ outcome: 'terminated' });
      promise.then(
        (value) => end({ value }),
        (error) => end(failure(error)),
      );
    });

  /** Takes note of a promise's rejection, which would end the service if nobody did. */
  const handle = async (value: unknown): Promise<void> => {
    if (!state.util.types.isPromise(value)) return;
    try {
      await value;
    } catch {
      // The user sees it when looking at the promise.
    }
  };

  /** Handles the promises that the line leaves behind: its value, the elements of that, the variables that it declares. */
  const handleAll = (value: unknown) => {
    const property = (object: object, name: string | number) => Object.getOwnPropertyDescriptor(object, name)?.value;
    handle(value);
    if (Array.isArray(value) && !state.util.types.isProxy(value)) {
      for (let at = 0; at < Math.min(value.length, 1000); at++) handle(property(value, at));
    }
    for (const { name } of request.declares) handle(property(variables, name));
  };

  /** Afterwards, assigning to what was declared by `const` throws. */
  const makeConstant = (name: string) => {
    const value = variables[name];
    const refuse = () => {
      throw new TypeError('Assignment to constant variable.');
    };
    Object.defineProperty(variables, name, { get: () => value, set: refuse, enumerable: true, configurable: true });
  };

  const describe = (value: unknown): EvaluationAnswer => {
    const type = value === null ? 'null' : typeof value;
    const text = state.show(state, value, request.show);
    const isJson =
      type === 'boolean' ||
      type === 'null' ||
      (typeof value === 'number' && Number.isFinite(value) && !Object.is(value, -0)) ||
      (typeof value === 'string' && value.length <= 10_000);
    return isJson ? { outcome: 'value', type, value, text } : { outcome: 'value', type, text };
  };

  const failure = (error: unknown): EvaluationAnswer => {
    undeclare();
    if (request.readOnly && error instanceof EvalError && error.message.includes('side-effect')) {
      return { outcome: 'side-effect' };
    }
    variables._error = error;
    const read = (property: string): string => {
      let object: unknown = state.util.types.isNativeError(error) ? error : null;
      for (; object !== null; object = Object.getPrototypeOf(object)) {
        const found = Object.getOwnPropertyDescriptor(object, property);
        if (found) return typeof found.value === 'string' ? found.value.slice(0, 10_000) : '';
      }
      return '';
    };
    const text = state.show(state, error, request.show);
    return { outcome: 'error', name: read('name'), message: read('message'), text };
  };

  try {
    for (const name of request.assigns) {
      if (!isDeclared(name) && !has(variables, name) && has(scope, name)) return { outcome: 'binding', name };
    }
    const bound = bind();
    if (!request.readOnly) {
      for (const { name } of request.declares) declare(name);
      // Assigning to a name that nobody has declared makes a variable of the console, not a global of the service.
      for (const name of request.assigns) if (!has(variables, name) && !(name in globalThis)) declare(name);
    }
    const posted = await new Promise<Posted>((resolve, reject) => {
      state.setImmediate(() => {
        try {
          state.begun = request.id;
          if (state.abandoned === request.id) reject(null);
          else resolve(run(bound));
        } catch (error) {
          reject(error);
        }
      });
    });
    if (posted.failed) {
      undeclare();
      const cancelled = state.cancelling;
      state.cancelling = false;
      return { outcome: cancelled ? 'terminated' : 'timeout' };
    }
    state.cancelling = false;
    if (posted.threw) return failure(posted.value);
    let { value } = posted;
    if (request.awaits) {
      handleAll(undefined);
      const settled = await settle(value as Promise<unknown>);
      if ('outcome' in settled) return settled;
      value = settled.value;
    }
    if (request.boxed) value = (value as { value: unknown }).value;
    handleAll(value);
    for (const { name, constant } of request.declares) if (constant && !request.readOnly) makeConstant(name);
    variables._ = value;
    return describe(value);
  } catch (error) {
    if (state.abandoned === request.id) return { outcome: 'terminated' };
    return failure(error);
  }
}
