import type { EvaluationRequest } from './evaluate.js';
import type { ConsoleState } from './open-console.js';

/** What running code, or waiting for a promise, has come to. */
export interface Reached {
  readonly outcome: 'value' | 'threw' | 'terminated' | 'timeout';
  readonly value: unknown;
}

export type Step = () => unknown;

/** Runs a line piece by piece, each in a turn of its own of the event loop, where it can be ended without harm. */
export interface Runner {
  /** Runs some code to the end of its synchronous part; `bindings` are constants for it. */
  run(code: string, bindings: Record<string, unknown>): Promise<Reached>;
  /** Runs a line that awaits to its end: it yields each promise, and goes on with what came of it. */
  drive(line: Generator): Promise<Reached>;
  /** Does work that may run code of the program, as printing does. */
  step(work: Step): Promise<Reached>;
  end(): void;
}

/**
 * Opens a debugger session of the target to itself, and runs code in it with a timeout. So the inspector still hears its clients
 * while it runs (it does not during a client's own Runtime.evaluate), and V8 takes back, when this evaluation ends, a
 * termination that was meant for it: Ctrl-C can end `while (true) {}` without touching the service's own code.
 *
 * The console's variables come in by a `with` statement, bindings as constants, both through a global property that exists only while
 * the code starts.
 */
export function createRunner(state: ConsoleState, request: EvaluationRequest): Runner {
  const { id, readOnly, timeoutMs } = request;
  const { variables } = state;
  const door = '__leakconsole__';
  /**
   * The console ends what takes too long; where it is gone, V8 does, so much later, ms. V8's own timer must not fire while the inspector
   * calls a function of ours: it would hit that instead, and the line would never end.
   */
  const BACKSTOP = 1000;
  const deadline = performance.now() + timeoutMs;
  const session = new state.inspector.Session();
  session.connect();
  state.session = session;

  const ended = (): Reached => ({ outcome: state.abandoned === id ? 'terminated' : 'timeout', value: undefined });

  /** Asks the session, which answers at once. */
  const post = (method: string, params: object): unknown => {
    let answer: unknown;
    session.post(method, params, (_error, result) => {
      answer = result;
    });
    return answer;
  };

  /** Runs code, or a step that is work of ours, to the end of its synchronous part. `mayChange`: whether V8 lets it have side effects. */
  const runNow = (code: string, bindings: Record<string, unknown>, step: Step | null, mayChange: boolean): Reached => {
    const timeout = deadline - performance.now();
    if (state.abandoned === id || timeout <= 0) return ended();
    const thrown = Symbol('thrown');
    const own = { variables, bindings, thrown, step, value: undefined as unknown };
    const bound = Object.keys(bindings);
    const prelude = bound.length > 0 ? `const { ${bound.join(', ')} } = ${door}.bindings;` : '';
    let answer: import('node:inspector').Runtime.EvaluateReturnType | undefined;
    const asyncScope = state.asyncHooks.executionAsyncId();
    try {
      Object.defineProperty(globalThis, door, { value: own, configurable: true });
      state.running = id;
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
          throwOnSideEffect: !mayChange,
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
      if (typeof value === 'object' && state.hasOwn(state, value, thrown)) {
        return { outcome: 'threw', value: (value as Record<symbol, unknown>)[thrown] };
      }
      return { outcome: answer.exceptionDetails ? 'threw' : 'value', value };
    } finally {
      state.running = 0;
      delete (globalThis as Record<string, unknown>)[door];
    }
  };

  /**
   * The same in a turn of its own of the event loop. What waits for it goes on in yet another, lest it be lost with the callbacks that
   * the line has left and that are ended.
   */
  const runLater = (...args: Parameters<typeof runNow>): Promise<Reached> =>
    new Promise((resolve, reject) => {
      state.setImmediate(() => {
        state.begun = id;
        try {
          const reached = state.handleRejections(state, () => runNow(...args));
          state.setImmediate(() => resolve(reached));
        } catch (error) {
          reject(error);
        }
      });
    });

  const runStep = (step: Step, mayChange: boolean) => runLater(`${door}.step()`, {}, step, mayChange);

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

  return {
    run: (code, bindings) => runLater(code, bindings, null, !readOnly),
    async drive(line) {
      let step: Step = () => line.next();
      for (;;) {
        const stepped = await runStep(step, !readOnly);
        if (stepped.outcome !== 'value') return stepped;
        const { done, value } = stepped.value as IteratorResult<unknown>;
        if (done) return { outcome: 'value', value };
        const { outcome, value: result } = await settle(value);
        state.abandon = null;
        if (outcome !== 'value' && outcome !== 'threw') return ended();
        step = () => (outcome === 'threw' ? line.throw(result) : line.next(result));
      }
    },
    step: (work) => runStep(work, true),
    end() {
      if (state.session === session) state.session = null;
      session.disconnect();
    },
  };
}
