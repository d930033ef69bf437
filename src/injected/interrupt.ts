import type { ConsoleState } from './open-console.js';

/**
 * Ends an evaluation: it never begins, or does not go on after what it awaits; and if code that was typed in the console is
 * running at this moment, below us on the stack, V8 ends it when we return.
 *
 * That is without harm in the evaluation itself. In the callback of a promise, V8 also drops the callbacks that wait behind it,
 * so it is the last resort for one that would never end. Any other callback is left alone: the process would die.
 */
export function interrupt(state: ConsoleState, id: number): void {
  state.abandoned = id;
  // Later, as we may have interrupted the service's code at any point.
  state.setImmediate(() => {
    if (state.begun === id) state.abandon?.();
  });
  if (state.session && canBeEnded()) state.session.post('Runtime.terminateExecution');

  function canBeEnded(): boolean {
    const scripts = scriptsOnStack();
    if (state.running === id) return scripts.includes('leakconsole-input');
    return scripts.findLast((script) => script !== 'node:internal/process/task_queues') === 'leakconsole-input';
  }

  /** The scripts of the functions that are running, the innermost first. */
  function scriptsOnStack(): string[] {
    const limit = Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit');
    const prepare = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace');
    const scriptsOf = (_: Error, sites: NodeJS.CallSite[]) =>
      // What awaits is on the trace too, but not on the stack.
      sites.filter((site) => !site.isAsync()).map((site) => String(site.getScriptNameOrSourceURL()));
    try {
      Object.defineProperty(Error, 'stackTraceLimit', { value: 100_000, configurable: true, writable: true });
      Object.defineProperty(Error, 'prepareStackTrace', { value: scriptsOf, configurable: true, writable: true });
      return new Error().stack as unknown as string[];
    } catch {
      return [];
    } finally {
      if (limit) Object.defineProperty(Error, 'stackTraceLimit', limit);
      else Reflect.deleteProperty(Error, 'stackTraceLimit');
      if (prepare) Object.defineProperty(Error, 'prepareStackTrace', prepare);
      else Reflect.deleteProperty(Error, 'prepareStackTrace');
    }
  }
}
