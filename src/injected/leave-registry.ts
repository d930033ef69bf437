import type { Registry } from './join-registry.js';

/** Gives back a console's hold on this process. Tells whether the inspector is about to be closed. */
export function leaveRegistry(id: string): boolean {
  const key = Symbol.for('leakconsole');
  const registry = Reflect.getOwnPropertyDescriptor(globalThis, key)?.value as Registry | undefined;
  if (!registry) return false;
  registry.leave(id);
  return registry.opened && Reflect.getOwnPropertyDescriptor(globalThis, key) === undefined;
}
