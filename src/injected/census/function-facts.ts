import { program } from '../program.js';

const { getOwnPropertyDescriptor } = Object;
const { isProxy } = (program.load('util') as typeof import('node:util')).types;
const MOST_MEMBERS = 10;
/** The text of a function. */
export const sourceOf = Function.prototype.call.bind(Function.prototype.toString) as (fn: object) => string;

/**
 * The inspector would make V8 allocate the prototype of a generator function, which then looks like one of the
 * program's objects.
 */
const GENERATOR = /^(?:static\s+)?(?:async\b\s*)?(?:function\b\s*)?\*/;

/** What tells functions by their texts; null for a generator function, about which nobody may ask. */
export function signatureOf(fn: object): string | null {
  const text = sourceOf(fn);
  if (GENERATOR.test(text)) return null;
  let hash = 0;
  for (let at = 0; at < text.length && at < 2000; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
  return `${text.length} ${hash}`;
}

/** Whether a function has no text of its own: V8 or Node made it. */
export function isNative(fn: object): boolean {
  return /\{\s*\[native code\]\s*\}$/.test(sourceOf(fn));
}

/** The value of an own data property; no getter is called. */
export function own(object: object, key: PropertyKey): unknown {
  try {
    const descriptor = getOwnPropertyDescriptor(object, key);
    return descriptor?.value;
  } catch {
    return undefined; // an export of a module namespace that has no value yet
  }
}

/**
 * Whether the program has put something else into the function's `name`: how V8 takes that, differs from version to
 * version.
 */
export function isRenamed(fn: object): boolean {
  const descriptor = getOwnPropertyDescriptor(fn, 'name');
  return descriptor === undefined || descriptor.writable !== false || typeof descriptor.value !== 'string';
}

/** The name that the function was given in the source. */
export function nameOf(fn: object): string {
  if (!isRenamed(fn)) return own(fn, 'name') as string;
  return (
    /^(?:class|(?:async\s+)?function\s*\*?)\s+([\p{ID_Start}$_][\p{ID_Continue}$]*)/u.exec(sourceOf(fn))?.[1] ?? ''
  );
}

/** A method among the first members of a prototype; null where there is none about which may be asked. */
export function methodOf(prototype: object): object | null {
  for (const key of Reflect.ownKeys(prototype).slice(0, MOST_MEMBERS)) {
    const member = own(prototype, key);
    const isPlain = typeof member === 'function' && !isProxy(member) && !isNative(member);
    if (isPlain && signatureOf(member) !== null) return member;
  }
  return null;
}
