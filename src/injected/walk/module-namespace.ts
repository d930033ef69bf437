import type { ClassInfo } from '../objects/class-info.js';
import { isNative, own } from '../objects/intrinsics.js';

/** v8::Module::Status */
const EVALUATED = 5;

/**
 * The namespace of an ES module that was evaluated, from Node's wrap of it; null of another. Nothing of the program
 * runs.
 */
export function moduleNamespace(wrap: object, { prototype }: ClassInfo): unknown {
  const method = (name: string): (() => unknown) | null => {
    const value = own(prototype!, name);
    return typeof value === 'function' && isNative(value) ? (value as () => unknown) : null;
  };
  try {
    const [getNamespace, getStatus] = [method('getNamespace'), method('getStatus')];
    if (getNamespace === null || getStatus === null) return null;
    return Reflect.apply(getStatus, wrap, []) === EVALUATED ? Reflect.apply(getNamespace, wrap, []) : null;
  } catch {
    return null;
  }
}
