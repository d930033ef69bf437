import { InspectorProbe } from '../objects/inspector-probe.js';
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
  const probe = new InspectorProbe();
  try {
    const scopes = probe.probe([runInAsyncScope])[0].scopes ?? [];
    for (let i = 0; i < scopes.length; i++) {
      const { object } = scopes[i];
      if (hasOwn(object, 'emitAfter')) return (object as { emitAfter(asyncId: number): void }).emitAfter;
    }
    return null;
  } finally {
    probe.close();
  }
}
