import type { LoadBuiltin } from '../realm/program.js';

/** Closes the inspector, when our answer is on its way. */
export function closeSoon(load: LoadBuiltin): void {
  const { close } = load('inspector') as typeof import('node:inspector');
  const { setTimeout } = load('timers') as typeof import('node:timers');
  setTimeout(() => {
    try {
      close();
    } catch {
      // Nobody could catch it.
    }
  }, 100).unref();
}
