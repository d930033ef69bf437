import { isProxy, types } from './intrinsics.js';

/**
 * What an object is to whoever reads it. `keep`: nothing to read but its properties; `opaque`: nothing to read at all.
 */
export type Kind = 'object' | 'function' | 'array' | 'map' | 'set' | 'promise' | 'generator' | 'keep' | 'opaque';

const { isArray } = Array;
const { isView } = ArrayBuffer;

/** Finds out what an object is that is no proxy, whatever its prototypes say. */
export function kindByBrand(value: object): Kind {
  if (typeof value === 'function') return 'function';
  if (isArray(value)) return 'array';
  if (isView(value) || types.isBoxedPrimitive(value)) return 'opaque';
  if (types.isMap(value)) return 'map';
  if (types.isSet(value)) return 'set';
  if (types.isPromise(value)) return 'promise';
  if (types.isGeneratorObject(value)) return 'generator';
  // Deno has no such function.
  if (types.isExternal?.(value)) return 'opaque';
  return types.isModuleNamespaceObject(value) ? 'keep' : 'object';
}

/** Whether a value is an object that can be looked at: proxies are left alone. */
export function isReadable(value: unknown): value is object {
  return ((typeof value === 'object' && value !== null) || typeof value === 'function') && !isProxy(value as object);
}
