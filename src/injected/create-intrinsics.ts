import type { createAsker, HiddenScope } from './create-asker.js';
import type { Inspection } from './create-shapes.js';

/** V8's own functions to read objects with, whatever the program has replaced. */
export interface Intrinsics extends Omit<Inspection, 'isOrdinary'> {
  /** Undefined also for an export of a module namespace that has no value yet. */
  descriptorOf(value: object, key: PropertyKey): PropertyDescriptor | undefined;
  /** What a promise was settled with; undefined while it is pending. */
  promiseResult(promise: object): unknown;
}

/** Finds V8's own functions. Belongs into a realm of its own, as `createReader`. */
export function createIntrinsics(
  parts: { readonly createAsker: typeof createAsker },
  load: (name: string) => unknown,
  global: object,
): Intrinsics {
  const { types, inspect } = load('util') as typeof import('node:util');
  const { isProxy } = types;
  const { hasOwn } = Object;
  const textOf = Function.prototype.call.bind(Function.prototype.toString) as (fn: object) => string;
  let internals: readonly HiddenScope[] | null = null;
  /** Gives state and result. */
  let promiseDetails: ((promise: object) => readonly unknown[]) | null = null;
  const describe = descriptorFunction();

  /**
   * The program's own `Object.getOwnPropertyDescriptor`, if it is V8's.
   *
   * Native properties are computed in the realm of the function that asks for them; in ours, Node 26 aborts on
   * `globalThis.DOMException`. Where the program has replaced it, `util.inspect` still has it in its scope.
   */
  function descriptorFunction(): typeof Object.getOwnPropertyDescriptor {
    const name = 'getOwnPropertyDescriptor';
    for (const holder of ['Object', 'Reflect']) {
      const value = Object.getOwnPropertyDescriptor(global, holder)?.value;
      const fn = value && !isProxy(value) ? nativeFunction(value, name, name) : null;
      if (fn) return fn as typeof Object.getOwnPropertyDescriptor;
    }
    const fn = internalFunction('ObjectGetOwnPropertyDescriptor', name);
    if (fn) return fn as typeof Object.getOwnPropertyDescriptor;
    throw new Error('the program has replaced Object.getOwnPropertyDescriptor');
  }

  /** A built-in function by the key under which an object has it, and its own name. */
  function nativeFunction(holder: object, key: string, name: string): unknown {
    const fn = Object.getOwnPropertyDescriptor(holder, key)?.value;
    return typeof fn === 'function' && textOf(fn) === `function ${name}() { [native code] }` ? fn : null;
  }

  /** A built-in function that Node's `util.inspect` has in its scope; null where it has none of this name. */
  function internalFunction(key: string, name: string): unknown {
    if (internals === null) {
      const asker = parts.createAsker(load('inspector') as typeof import('node:inspector'), global);
      try {
        internals = asker.ask([inspect])[0].scopes ?? [];
      } finally {
        asker.close();
      }
    }
    // The list is an array without prototype.
    for (let i = 0; i < internals.length; i++) {
      const fn = nativeFunction(internals[i].object, key, name);
      if (fn) return fn;
    }
    return null;
  }

  /**
   * What a promise was resolved to or rejected with; undefined while it is pending. The inspector would tell too, but calls for it what
   * the program has to describe errors.
   */
  function promiseResult(promise: object): unknown {
    promiseDetails ??= internalFunction('getPromiseDetails', 'getPromiseDetails') as typeof promiseDetails;
    const details = promiseDetails?.(promise);
    return details ? own(details, 1) : undefined;
  }

  function descriptorOf(value: object, key: PropertyKey): PropertyDescriptor | undefined {
    try {
      return describe(value, key);
    } catch {
      return undefined; // an export of a module namespace that has no value yet
    }
  }

  function own(value: object, key: PropertyKey): unknown {
    const descriptor = descriptorOf(value, key);
    // The descriptor is an object of the program's realm, and may inherit what the program has put there.
    return descriptor !== undefined && hasOwn(descriptor, 'value') ? descriptor.value : undefined;
  }

  function sourceOf(fn: object): string {
    try {
      return textOf(fn);
    } catch {
      return '';
    }
  }

  /** To look through the text of a whole bundle takes 10 ms a megabyte. */
  function isNative(fn: object): boolean {
    const text = sourceOf(fn);
    return text.length < 1000 && /\{\s*\[native code\]\s*\}$/.test(text);
  }

  return { isProxy, own, sourceOf, isNative, descriptorOf, promiseResult };
}
