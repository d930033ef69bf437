import type { Reader } from './create-reader.js';
import type { Place } from './walker.js';

/** Begins a walk: active handles and requests, listeners of the process, loaded modules, the global object. */
export function meetRoots(
  reader: Reader,
  rootPlace: (key: string) => Place,
  meet: (value: unknown, from: Place | null, key: unknown, how: Place['how'], scope: null) => void,
  load: (name: string) => unknown,
  global: typeof globalThis,
): void {
  const { process } = global;
  for (const name of ['_getActiveHandles', '_getActiveRequests']) {
    const list = reader.own(process, name);
    if (typeof list !== 'function' || !reader.isNative(list)) continue;
    const root = rootPlace(`process.${name}()`);
    // An array of the program's realm, which may have replaced what iterates over it.
    const items = Reflect.apply(list as () => unknown[], process, []);
    for (let i = 0; i < items.length; i++) meet(items[i], root, i, 'index', null);
  }
  meet(reader.own(process, '_events'), rootPlace('process'), '_events', 'property', null);
  meet(reader.own(load('module') as object, '_cache'), null, 'require.cache', 'root', null);
  meet(process, null, 'process', 'root', null);
  meet(global, null, 'globalThis', 'root', null);
}
