import { program } from '../program.js';
import { type HiddenScope, withProbe } from './inspector-probe.js';

const { types, inspect } = program.load('util') as typeof import('node:util');

/** V8's own functions to read objects with, whatever the program has replaced. */
export const { isProxy } = types;
export { types };

const { hasOwn } = Object;
const textOf = uncurry(Function.prototype.toString) as (fn: object) => string;

/** A method as a function that takes the object first. */
// biome-ignore lint/complexity/noBannedTypes: any function of any type
export function uncurry(method: Function): unknown {
  return Function.prototype.call.bind(method);
}

/** A getter of a built-in class as a function that takes the object. */
export function getter(prototype: object, key: string): unknown {
  return uncurry(Object.getOwnPropertyDescriptor(prototype, key)!.get!);
}

export const mapSize = getter(Map.prototype, 'size') as (map: object) => number;
export const setSize = getter(Set.prototype, 'size') as (set: object) => number;

let internals: readonly HiddenScope[] | null = null;
const describe = findDescriptorFunction();
/** V8's number of the state (v8::Promise::PromiseState). */
const PENDING = 0;
/** Gives state and result; of a pending promise in some versions the state alone. */
let promiseDetails: ((promise: object) => readonly unknown[]) | null | undefined;

/**
 * The program's own `Object.getOwnPropertyDescriptor`, if it is V8's.
 *
 * Native properties are computed in the realm of the function that asks for them; in ours, Node 26 aborts on
 * `globalThis.DOMException`. Where the program has replaced it, `util.inspect` still has it in its scope.
 */
function findDescriptorFunction(): typeof Object.getOwnPropertyDescriptor {
  const name = 'getOwnPropertyDescriptor';
  for (const holder of ['Object', 'Reflect']) {
    const value = Object.getOwnPropertyDescriptor(program.global, holder)?.value;
    const fn = isObject(value) && !isProxy(value) ? nativeFunction(value, name, name) : null;
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
  internals ??= withProbe((probe) => probe.probe([inspect])[0].scopes ?? []);
  // The list is an array without prototype.
  for (let i = 0; i < internals.length; i++) {
    const fn = nativeFunction(internals[i].object, key, name);
    if (fn) return fn;
  }
  return null;
}

/** Whether the own keys of an object that is no proxy are indexes, of which there may be very many. */
export function hasIndexes(object: object): boolean {
  return ArrayBuffer.isView(object) || Array.isArray(object) || types.isStringObject(object);
}

/** Whether a value is an object or a function. */
export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/**
 * What a promise was resolved to or rejected with; undefined while it is pending. The inspector would tell too, but
 * calls for it what the program has to describe errors.
 */
export function promiseResult(promise: object): unknown {
  const details = detailsOf(promise);
  return details ? own(details, 1) : undefined;
}

/** Whether a promise is neither fulfilled nor rejected, as far as Node tells. */
export function isPending(promise: object): boolean {
  const details = detailsOf(promise);
  return details != null && own(details, 0) === PENDING;
}

function detailsOf(promise: object): readonly unknown[] | undefined {
  promiseDetails ??= internalFunction('getPromiseDetails', 'getPromiseDetails') as typeof promiseDetails;
  return promiseDetails?.(promise);
}

/** Undefined also for an export of a module namespace that has no value yet. */
export function descriptorOf(value: object, key: PropertyKey): PropertyDescriptor | undefined {
  try {
    return describe(value, key);
  } catch {
    return undefined;
  }
}

/** Value of an own data property; undefined for all else. */
export function own(value: object, key: PropertyKey): unknown {
  const descriptor = descriptorOf(value, key);
  // The descriptor is an object of the program's realm, and may inherit what the program has put there.
  return descriptor !== undefined && hasOwn(descriptor, 'value') ? descriptor.value : undefined;
}

/** The source text of a function; empty where V8 gives none. */
export function sourceOf(fn: object): string {
  try {
    return textOf(fn);
  } catch {
    return '';
  }
}

/**
 * Whether a function has no source text of its own. To look through the text of a whole bundle takes 10 ms a megabyte.
 */
export function isNative(fn: object): boolean {
  const text = sourceOf(fn);
  return text.length < 1000 && /\{\s*\[native code\]\s*\}$/.test(text);
}

/** Whether a function is a class, whose `prototype` V8 has made with it. */
export function isClass(fn: object): boolean {
  return /^class\b/.test(sourceOf(fn));
}
