import type { Forks } from '../../injected/fork/forks.js';
import type { Session } from './session.js';

/** The target's `Forks`, each method called over the protocol. */
export type RemoteForks = { readonly [K in keyof Forks]: Remote<Forks[K]> } & {
  /** Lets go of it. Children must have ended. */
  release(): Promise<void>;
};
type Remote<F> = F extends (...args: infer A) => infer R ? (...args: A) => Promise<R> : never;

const METHODS = ['examine', 'readMemoryLimits', 'load', 'fork', 'releaseOutput', 'look', 'kill'] as const;

/**
 * Puts the injected side into the target. `source`: an expression whose value is `createForks`, made by the bundler from
 * src/injected/fork/forks.ts; it is evaluated in a realm of its own.
 */
export async function openForks(session: Session, source: string): Promise<RemoteForks> {
  const objectGroup = 'leakconsole-fork';
  const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
    expression: `(() => {
      const load = typeof process.getBuiltinModule === 'function' ? process.getBuiltinModule : require;
      const vm = load('vm');
      const context = vm.createContext({}, { name: 'leakconsole' });
      return vm.runInContext(${JSON.stringify(source)}, context, { filename: 'leakconsole/fork.js' })(load);
    })()`,
    includeCommandLineAPI: true,
    silent: true,
    objectGroup,
  });
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  const { objectId } = result;

  async function call(method: string, args: readonly unknown[]): Promise<unknown> {
    const answer = await session.send('Runtime.callFunctionOn', {
      objectId,
      functionDeclaration: 'function (method, args) { return this[method](...args); }',
      arguments: [{ value: method }, { value: args }],
      returnByValue: true,
      silent: true,
    });
    if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.exception?.description ?? method);
    return answer.result.value;
  }

  const methods = METHODS.map((method) => [method, (...args: unknown[]) => call(method, args)]);
  return {
    ...Object.fromEntries(methods),
    release: async () => {
      await session.send('Runtime.releaseObjectGroup', { objectGroup });
    },
  } as RemoteForks;
}
