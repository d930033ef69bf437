import type { Reader } from './create-reader.js';
import type { Shape } from './create-shapes.js';

/** The namespace of an ES module that was evaluated, from Node's wrap of it; null of another. Nothing of the program runs. */
export function moduleNamespace(reader: Reader, wrap: object, { prototype }: Shape): unknown {
  const EVALUATED = 5; // v8::Module::Status
  const method = (name: string): (() => unknown) | null => {
    const value = reader.own(prototype!, name);
    return typeof value === 'function' && reader.isNative(value) ? (value as () => unknown) : null;
  };
  try {
    const [getNamespace, getStatus] = [method('getNamespace'), method('getStatus')];
    if (getNamespace === null || getStatus === null) return null;
    return Reflect.apply(getStatus, wrap, []) === EVALUATED ? Reflect.apply(getNamespace, wrap, []) : null;
  } catch {
    return null;
  }
}
