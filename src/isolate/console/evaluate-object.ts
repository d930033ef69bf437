import { callForHandle, type Handle } from '../../session/call.js';
import type { Isolate } from '../isolate.js';
import type { WaitOptions } from '../wait-for-target.js';
import { evaluate } from './evaluate.js';

/**
 * Evaluates an expression to an object, which stays in the target; null if the value is none.
 *
 * It becomes `_`, as the value of every expression, but is not printed, which might run code of its own. Throws as
 * `evaluate` does.
 */
export async function evaluateObject(
  isolate: Isolate,
  expression: string,
  wait: WaitOptions,
  objectGroup: string,
): Promise<{ readonly type: string; readonly value: Handle<object> | null }> {
  const { type } = await evaluate(isolate, expression, { ...wait, width: null });
  if (type !== 'object' && type !== 'function') return { type, value: null };
  const value = await callForHandle(isolate.session, await isolate.console.state(), 'lastValue', [], objectGroup);
  return { type, value: value as Handle<object> };
}

/** `a number`, `null`: what a value of a type is that is no object. */
export function kindOf(type: string): string {
  return type === 'null' || type === 'undefined' ? type : `a ${type}`;
}
