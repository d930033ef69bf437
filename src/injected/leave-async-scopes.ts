import type { ConsoleState } from './open-console.js';

/**
 * Leaves the asynchronous scopes that code has entered which was then ended by force, so that the one of `before` is the innermost again.
 *
 * `AsyncResource.runInAsyncScope` leaves its scope in a `finally`, which a termination skips; Node aborts when it finds the stack of
 * scopes out of order. What it calls there, `emitAfter`, only V8's inspector can give (lib/async_hooks.js in Node): `post` asks it,
 * `door` is a name that the global object may have for a moment.
 */
export function leaveAsyncScopes(
  { asyncHooks }: Pick<ConsoleState, 'asyncHooks'>,
  before: number,
  post: (method: string, params: object) => unknown,
  door: string,
): void {
  const { executionAsyncId, AsyncResource } = asyncHooks;
  if (executionAsyncId() === before) return;
  const MOST = 1000;
  const own: { fn: unknown; emitAfter?: unknown } = { fn: AsyncResource.prototype.runInAsyncScope };
  interface Answer {
    readonly result: { readonly objectId: string };
    readonly internalProperties: readonly { readonly name: string; readonly value: { readonly objectId: string } }[];
  }
  Object.defineProperty(globalThis, door, { value: own, configurable: true });
  const { objectId } = (post('Runtime.evaluate', { expression: `${door}.fn`, silent: true }) as Answer).result;
  const { internalProperties } = post('Runtime.getProperties', { objectId, ownProperties: true }) as Answer;
  post('Runtime.callFunctionOn', {
    objectId: internalProperties.find(({ name }) => name === '[[Scopes]]')?.value.objectId,
    functionDeclaration: `function () {
      for (let i = 0; i < this.length; i++) {
        const found = Object.getOwnPropertyDescriptor(this[i].object, 'emitAfter');
        if (found && typeof found.value === 'function') ${door}.emitAfter = found.value;
      }
    }`,
    silent: true,
  });
  const { emitAfter } = own;
  if (typeof emitAfter !== 'function') return;
  for (let left = 0; executionAsyncId() !== before && left < MOST; left++) emitAfter(executionAsyncId());
}
