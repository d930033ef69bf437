import type { createNames } from './create-names.js';
import type { createRunner } from './create-runner.js';
import type { describeOutcome } from './describe-outcome.js';
import type { evaluate } from './evaluate.js';
import type { handleRejections } from './handle-rejections.js';
import type { hasOwn } from './has-own.js';
import type { leaveAsyncScopes } from './leave-async-scopes.js';
import type { show } from './show.js';

/** The functions of ours that evaluate in the target; each is given the state, and finds the others in it. */
export interface ConsoleParts {
  readonly evaluate: typeof evaluate;
  readonly createNames: typeof createNames;
  readonly createRunner: typeof createRunner;
  readonly describeOutcome: typeof describeOutcome;
  readonly handleRejections: typeof handleRejections;
  readonly hasOwn: typeof hasOwn;
  readonly leaveAsyncScopes: typeof leaveAsyncScopes;
  readonly show: typeof show;
}

/** What the console needs of Node in the target, taken once, and the state of its evaluations. */
export interface ConsoleState extends ConsoleParts {
  readonly setImmediate: typeof setImmediate;
  /** Node's own, or a stand-in (see `keepInspector`). */
  inspector: typeof import('node:inspector');
  readonly util: typeof import('node:util');
  readonly promiseHooks: typeof import('node:v8').promiseHooks;
  readonly asyncHooks: typeof import('node:async_hooks');
  readonly Module: typeof import('node:module');
  readonly path: typeof import('node:path');
  /** The variables that were declared in the console, and `_`, `_error`, `$0`, …; null prototype. */
  readonly variables: Record<string, unknown>;
  /** The evaluation whose code is running at this very moment, or 0. */
  running: number;
  /** The last evaluation that has begun, and the last that must not go on. */
  begun: number;
  abandoned: number;
  /** Ends the wait of the evaluation that is awaiting a promise. */
  abandon: (() => void) | null;
  /** The debugger session of the evaluation that has begun and has not ended. */
  session: import('node:inspector').Session | null;
}

/**
 * Takes what the console needs of Node and gives it back as one object, which lives as long as somebody holds it.
 *
 * It waits for a turn of the event loop first: a client's evaluation can interrupt JavaScript at any point, Node's own start
 * included, and a `require` in the middle of that breaks the process (seen: a half-loaded `worker_threads`).
 */
export function openConsole(require: NodeJS.Require, parts: ConsoleParts): Promise<ConsoleState> {
  return new Promise((resolve, reject) => {
    // Node has loaded these for itself; the global one may be a program's own, or a test's clock.
    const { setImmediate } = require('node:timers') as typeof import('node:timers');
    setImmediate(() => {
      try {
        resolve({
          setImmediate,
          inspector: require('node:inspector'),
          util: require('node:util'),
          promiseHooks: require('node:v8').promiseHooks,
          asyncHooks: require('node:async_hooks'),
          Module: require('node:module'),
          path: require('node:path'),
          ...parts,
          variables: Object.create(null),
          running: 0,
          begun: 0,
          abandoned: 0,
          abandon: null,
          session: null,
        });
      } catch (error) {
        reject(error);
      }
    });
  });
}
