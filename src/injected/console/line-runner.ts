import { InspectorSession, mayAskItself, type RemoteObject } from '../inspector/inspector-session.js';
import { program } from '../program.js';
import { DirectEvaluation } from './direct-evaluation.js';
import { handleRejections } from './handle-rejections.js';
import { hasOwn } from './has-own.js';
import { settle } from './in-program.js';
import { leaveAsyncScopes } from './leave-async-scopes.js';
import { asyncHooks, timers } from './node.js';
import type { Outcome, Pieces } from './pieces.js';

type Step = () => unknown;

interface EvaluateAnswer {
  readonly result: RemoteObject;
  readonly exceptionDetails?: { readonly exception?: RemoteObject };
}

/** The global property through which code finds its variables, while it starts. */
const BINDINGS_PROPERTY = '__leakconsole__';

/**
 * The console ends what takes too long; where it is gone, V8 does, so much later, ms. V8's own timer must not fire
 * while the inspector calls a function of ours: it would hit that instead, and the line would never end.
 */
const BACKSTOP = 1000;

/** What lines have come to, for whoever would end one. */
export interface Progress {
  /** The line whose code is running at this very moment, or 0. */
  running: number;
  /** The last line that has begun, and the last that must not go on. */
  begun: number;
  abandoned: number;
  /** Ends the wait of the line that is awaiting a promise. */
  abandon: (() => void) | null;
  /** The inspector session of the line that has begun and has not ended. */
  session: InspectorSession | DirectEvaluation | null;
}

/**
 * Gives the pieces of one line, to be run each in a turn of its own of the event loop, where it can be ended without
 * harm.
 *
 * It opens a debugger session of the target to itself, and runs code in it with a timeout. So the inspector still hears
 * its clients while it runs (it does not during a client's own Runtime.evaluate), and V8 takes back, when this
 * evaluation ends, a termination that was meant for it: Ctrl-C can end `while (true) {}` without touching the service's
 * own code.
 *
 * The console's variables come in by a `with` statement, bindings as constants, both through a global property that
 * exists only while the code starts.
 */
export class LineRunner {
  readonly #progress: Progress;
  readonly #variables: Record<string, unknown>;
  readonly #id: number;
  readonly #readOnly: boolean;
  readonly #deadline: number;
  readonly #session = mayAskItself ? new InspectorSession() : new DirectEvaluation();

  constructor(
    progress: Progress,
    variables: Record<string, unknown>,
    { id, readOnly, timeoutMs }: { readonly id: number; readonly readOnly: boolean; readonly timeoutMs: number },
  ) {
    this.#progress = progress;
    this.#variables = variables;
    this.#id = id;
    this.#readOnly = readOnly;
    this.#deadline = Date.now() + timeoutMs;
    progress.session = this.#session;
  }

  /** Runs some code to the end of its synchronous part; `bindings` are constants for it. */
  run(code: string, bindings: Record<string, unknown>): Pieces<Outcome> {
    return this.#piece(code, bindings, null, !this.#readOnly);
  }

  /** Runs a line that awaits to its end: it yields each promise, and goes on with what came of it. */
  *drive(line: Generator): Pieces<Outcome> {
    let step: Step = () => line.next();
    for (;;) {
      const stepped = yield* this.#runStep(step, !this.#readOnly);
      if (stepped.outcome !== 'value') return stepped;
      const { done, value } = stepped.value as IteratorResult<unknown>;
      if (done) return { outcome: 'value', value };
      const settled = yield { settle: () => this.#settle(value) };
      this.#progress.abandon = null;
      const { outcome, value: result } = settled;
      if (outcome !== 'value' && outcome !== 'threw') return outcome === 'waits' ? settled : this.#ended();
      step = () => (outcome === 'threw' ? line.throw(result) : line.next(result));
    }
  }

  /** Does work that may run code of the program, as printing does. */
  step(work: Step): Pieces<Outcome> {
    return this.#runStep(work, true);
  }

  end(): void {
    if (this.#progress.session === this.#session) this.#progress.session = null;
    this.#session.disconnect();
  }

  #ended(): Outcome {
    return { outcome: this.#progress.abandoned === this.#id ? 'terminated' : 'timeout', value: undefined };
  }

  /** `mayChange`: whether V8 lets it have side effects. */
  #runStep(step: Step, mayChange: boolean): Pieces<Outcome> {
    return this.#piece(`${BINDINGS_PROPERTY}.step()`, {}, step, mayChange);
  }

  *#piece(...args: [string, Record<string, unknown>, Step | null, boolean]): Pieces<Outcome> {
    return yield {
      run: () => {
        this.#progress.begun = this.#id;
        return handleRejections(() => this.#runNow(...args));
      },
    };
  }

  /** Runs code, or a step that is work of ours, to the end of its synchronous part. */
  #runNow(code: string, bindings: Record<string, unknown>, step: Step | null, mayChange: boolean): Outcome {
    const timeout = this.#deadline - Date.now();
    if (this.#progress.abandoned === this.#id || timeout <= 0) return this.#ended();
    const thrown = Symbol('thrown');
    const own = { variables: this.#variables, bindings, thrown, step };
    const bound = Object.keys(bindings);
    const prelude = bound.length > 0 ? `const { ${bound.join(', ')} } = ${BINDINGS_PROPERTY}.bindings;` : '';
    const asyncScope = asyncHooks.executionAsyncId();
    try {
      Object.defineProperty(program.global, BINDINGS_PROPERTY, { value: own, configurable: true });
      this.#progress.running = this.#id;
      const answer = this.#session.post<EvaluateAnswer>('Runtime.evaluate', {
        // What is thrown becomes a value, lest V8 print it, and a message of 100 MB with it. The loop gives V8 the
        // occasions to hear of a Ctrl-C, and to obey, before the code has ended.
        expression:
          `with (${BINDINGS_PROPERTY}.variables) { ${prelude}try { ${code}\n} ` +
          `catch (error) { ({ __proto__: null, [${BINDINGS_PROPERTY}.thrown]: error }) } ` +
          'finally { for (const _ of [1, 2, 3]); } }\n//# sourceURL=leakconsole-input',
        timeout: timeout + BACKSTOP,
        throwOnSideEffect: !mayChange,
        silent: true,
      });
      this.#progress.running = 0;
      if (!answer) {
        leaveAsyncScopes(asyncScope);
        return this.#ended();
      }
      const value = this.#session.local([answer.exceptionDetails?.exception ?? answer.result])[0];
      if (typeof value === 'object' && hasOwn(value, thrown)) {
        return { outcome: 'threw', value: (value as Record<symbol, unknown>)[thrown] };
      }
      return { outcome: answer.exceptionDetails ? 'threw' : 'value', value };
    } finally {
      this.#progress.running = 0;
      Reflect.deleteProperty(program.global, BINDINGS_PROPERTY);
    }
  }

  /** Waits for a promise; Ctrl-C and the timeout end the wait. */
  #settle(promise: unknown): Promise<Outcome> {
    return new Promise((resolve) => {
      const timer = timers.after(Math.max(1, this.#deadline - Date.now()), () => resolve(this.#ended()));
      this.#progress.abandon = () => resolve(this.#ended());
      const settled = (outcome: 'value' | 'threw') => (value: unknown) => {
        timer.stop();
        // A value of the program's may have a method `then`: so it is given within an object of ours.
        resolve({ outcome, value });
      };
      settle(promise, settled('value'), settled('threw'));
    });
  }
}
