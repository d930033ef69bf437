import { InspectorSession, type RemoteObject } from '../inspector/inspector-session.js';
import { hasOwn } from './has-own.js';
import { asyncHooks } from './node.js';

const MOST = 1000;
const { executionAsyncId, AsyncResource } = asyncHooks;
const { runInAsyncScope } = AsyncResource.prototype;

/**
 * Leaves the asynchronous scopes that code has entered which was then ended by force, so that the one of `before` is
 * the innermost again.
 *
 * `AsyncResource.runInAsyncScope` leaves its scope in a `finally`, which a termination skips; Node aborts when it finds
 * the stack of scopes out of order. What it calls there, `emitAfter` (lib/async_hooks.js in Node), only V8's inspector
 * can give.
 */
export function leaveAsyncScopes(before: number): void {
  if (executionAsyncId() === before) return;
  const emitAfter = findEmitAfter();
  if (emitAfter === null) return;
  for (let left = 0; executionAsyncId() !== before && left < MOST; left++) emitAfter(executionAsyncId());
}

function findEmitAfter(): ((asyncId: number) => void) | null {
  const scopes = scopesOf(runInAsyncScope);
  for (let i = 0; i < scopes.length; i++) {
    if (hasOwn(scopes[i].object, 'emitAfter')) return scopes[i].object.emitAfter as (asyncId: number) => void;
  }
  return null;
}

/** The scopes of a function, which the inspector alone can give. */
function scopesOf(method: unknown): readonly { readonly object: Record<string, unknown> }[] {
  const session = new InspectorSession();
  try {
    const [{ objectId }] = session.remote([method]);
    const { internalProperties } = session.ask<{
      readonly internalProperties: readonly { readonly name: string; readonly value: RemoteObject }[];
    }>('Runtime.getProperties', { objectId, ownProperties: true });
    for (let i = 0; i < internalProperties.length; i++) {
      const { name, value } = internalProperties[i];
      if (name === '[[Scopes]]') return session.local([value])[0] as ReturnType<typeof scopesOf>;
    }
    return [];
  } finally {
    session.disconnect();
  }
}
