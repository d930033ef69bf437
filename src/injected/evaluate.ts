import type { ConsoleState } from './open-console.js';
import type { ShowOptions } from './show.js';

/** One line of the console, as src/live/source.ts has prepared it. */
export interface EvaluationRequest {
  readonly id: number;
  /** The rewritten code: a script whose completion value is the answer, or a generator of it if `awaits`. */
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
  /** Bounds the evaluation, ms. What it does in one piece, without awaiting, the console has to end. */
  readonly timeoutMs: number;
  readonly readOnly: boolean;
  /** The file of the current module, from which require and import() resolve; null: the working directory. */
  readonly file: string | null;
  readonly show: ShowOptions;
}

/** What came of an evaluation. `text` is the value, or the error with its stack, as Node prints it. */
export type EvaluationAnswer =
  | {
      readonly outcome: 'value';
      readonly type: string;
      readonly value?: unknown;
      readonly text: string;
      /** What was assigned to without being declared, and so has become a variable of the console. */
      readonly made: readonly string[];
    }
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
  /**
   * The console ends what takes too long; where it is gone, V8 does, so much later, ms. V8's own timer must not fire while the inspector
   * calls a function of ours: it would hit that instead, and the line would never end.
   */
  const BACKSTOP = 1000;
  const bindings: Record<string, unknown> = Object.create(null);
  /** What the declarations of this line have replaced. */
  const replaced: [name: string, descriptor: PropertyDescriptor | undefined][] = [];
  const made: string[] = [];

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

  /** Gathers what the code takes from modules and from us, and not from the console's variables or the global object. */
  const bind = () => {
    const own: Record<string, unknown> = { __proto__: null };
    if (request.names.includes('require') || request.names.includes('__import')) {
      const loads = loader();
      own.require = loads.require;
      own.__import = loads.import;
    }
    if (main) own.main = main;
    for (const name of request.names) {
      const isLastResult = name === '_' || name === '_error';
      if (isDeclared(name) || (has(variables, name) && !isLastResult)) continue;
      if (has(scope, name)) bindings[name] = scope![name];
      else if (has(own, name)) bindings[name] = own[name];
    }
  };

  type Reached = { readonly outcome: 'value' | 'threw' | 'terminated' | 'timeout'; readonly value: unknown };
  type Step = () => unknown;

  const session = new state.inspector.Session();
  const deadline = performance.now() + request.timeoutMs;
  const ended = (): Reached => ({
    outcome: state.abandoned === request.id ? 'terminated' : 'timeout',
    value: undefined,
  });

  /** Asks the session, which answers at once. */
  const post = (method: string, params: object): unknown => {
    let answer: unknown;
    session.post(method, params, (_error, result) => {
      answer = result;
    });
    return answer;
  };

  /** Runs the line, or a step of it, to the end of its synchronous part. */
  const run = (code: string, step: Step | null, readOnly: boolean): Reached => {
    const timeout = deadline - performance.now();
    if (state.abandoned === request.id || timeout <= 0) return ended();
    const thrown = Symbol('thrown');
    const own = { variables, bindings, thrown, step, value: undefined as unknown };
    const bound = Object.keys(bindings);
    const prelude = bound.length > 0 ? `const { ${bound.join(', ')} } = ${door}.bindings;` : '';
    let answer: import('node:inspector').Runtime.EvaluateReturnType | undefined;
    const asyncScope = state.asyncHooks.executionAsyncId();
    try {
      Object.defineProperty(globalThis, door, { value: own, configurable: true });
      state.running = request.id;
      session.post(
        'Runtime.evaluate',
        {
          // What is thrown becomes a value, lest V8 print it, and a message of 100 MB with it. The loop gives V8 the occasions to
          // hear of a Ctrl-C, and to obey, before the code has ended.
          expression:
            `with (${door}.variables) { ${prelude}try { ${code}\n} ` +
            `catch (error) { ({ __proto__: null, [${door}.thrown]: error }) } ` +
            'finally { for (const _ of [1, 2, 3]); } }\n//# sourceURL=leakconsole-input',
          timeout: timeout + BACKSTOP,
          throwOnSideEffect: readOnly,
          silent: true,
        },
        (error, result) => {
          if (!error) answer = result as typeof answer;
        },
      );
      state.running = 0;
      if (!answer) {
        state.leaveAsyncScopes(state, asyncScope, post, door);
        return ended();
      }
      const { objectId, unserializableValue, value: json } = answer.exceptionDetails?.exception ?? answer.result;
      session.post('Runtime.callFunctionOn', {
        functionDeclaration: `function (value) { ${door}.value = value; }`,
        executionContextId: 1,
        arguments: [objectId ? { objectId } : unserializableValue ? { unserializableValue } : { value: json }],
      });
      const { value } = own;
      if (typeof value === 'object' && has(value, thrown)) {
        return { outcome: 'threw', value: (value as Record<symbol, unknown>)[thrown] };
      }
      return { outcome: answer.exceptionDetails ? 'threw' : 'value', value };
    } finally {
      state.running = 0;
      delete (globalThis as Record<string, unknown>)[door];
    }
  };

  /**
   * The same in a turn of its own of the event loop, where it can be ended without harm. What waits for it goes on in yet another,
   * lest it be lost with the callbacks that the line has left and that are ended.
   */
  const runLater = (code: string, step: Step | null = null, readOnly = request.readOnly): Promise<Reached> =>
    new Promise((resolve, reject) => {
      state.setImmediate(() => {
        state.begun = request.id;
        try {
          const reached = handlingAll(() => run(code, step, readOnly));
          state.setImmediate(() => resolve(reached));
        } catch (error) {
          reject(error);
        }
      });
    });

  /** Waits for a promise; Ctrl-C and the timeout end the wait. */
  const settle = (promise: unknown): Promise<Reached> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => resolve(ended()), Math.max(1, deadline - performance.now()));
      timer.unref?.();
      state.abandon = () => resolve(ended());
      const wait = async () => {
        try {
          resolve({ outcome: 'value', value: await promise });
        } catch (error) {
          resolve({ outcome: 'threw', value: error });
        } finally {
          clearTimeout(timer);
        }
      };
      wait();
    });

  /** Runs a line that awaits to its end: it yields each promise, and goes on with what came of it. */
  const drive = async (line: Generator): Promise<Reached> => {
    let step: Step = () => line.next();
    for (;;) {
      const stepped = await runLater(`${door}.step()`, step);
      if (stepped.outcome !== 'value') return stepped;
      const { done, value } = stepped.value as IteratorResult<unknown>;
      if (done) return { outcome: 'value', value };
      const { outcome, value: result } = await settle(value);
      state.abandon = null;
      if (outcome !== 'value' && outcome !== 'threw') return ended();
      step = () => (outcome === 'threw' ? line.throw(result) : line.next(result));
    }
  };

  /**
   * Takes note of the rejections of all promises that some work makes before it returns: each would end the service if nobody did. The
   * user sees them when looking at the promises.
   */
  const handlingAll = <T>(work: () => T): T => {
    const made: Promise<unknown>[] = [];
    const stop = state.promiseHooks.onInit(
      (promise: Promise<unknown>) => void (made.length < 100_000 && made.push(promise)),
    );
    try {
      return work();
    } finally {
      stop();
      for (const promise of made) handle(promise);
    }
  };

  const handle = async (promise: Promise<unknown>): Promise<void> => {
    try {
      await promise;
    } catch {
      // Seen.
    }
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
    return { outcome: 'value', type, ...(isJson && { value }), text, made };
  };

  const failure = (error: unknown): EvaluationAnswer => {
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

  /** Tells what came of the line; in a turn of its own, too, as printing may run code of the program that never ends. */
  const tell = async ({ outcome, value }: Reached): Promise<EvaluationAnswer> => {
    if (outcome === 'terminated' || outcome === 'timeout') return { outcome };
    const answer = () => (outcome === 'threw' ? failure(value) : describe(value));
    const told = await runLater(`${door}.step()`, answer, false);
    return told.outcome === 'value' ? (told.value as EvaluationAnswer) : tell(told);
  };

  try {
    for (const name of request.assigns) {
      if (!isDeclared(name) && !has(variables, name) && has(scope, name)) return { outcome: 'binding', name };
    }
    bind();
    if (!request.readOnly) {
      for (const { name } of request.declares) declare(name);
      // Assigning to a name that nobody has declared makes a variable of the console, not a global of the service.
      made.push(...request.assigns.filter((name) => !has(variables, name) && !has(globalThis, name)));
      made.forEach(declare);
    }
    session.connect();
    state.session = session;
    let reached = await runLater(request.code);
    if (reached.outcome === 'value' && request.awaits) reached = await drive(reached.value as Generator);
    if (reached.outcome !== 'value') {
      undeclare();
      return await tell(reached);
    }
    const value = request.boxed ? (reached.value as { value: unknown }).value : reached.value;
    for (const { name, constant } of request.declares) if (constant && !request.readOnly) makeConstant(name);
    variables._ = value;
    return await tell({ outcome: 'value', value });
  } catch (error) {
    undeclare();
    return failure(error);
  } finally {
    if (state.session === session) state.session = null;
    session.disconnect();
  }
}
