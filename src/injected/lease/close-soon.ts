import { program } from '../program.js';

/** Closes the inspector, when our answer is on its way. */
export function closeSoon(): void {
  const { close } = program.load('inspector') as typeof import('node:inspector');
  const { setTimeout } = program.load('timers') as typeof import('node:timers');
  setTimeout(() => {
    try {
      close();
    } catch {
      // Nobody could catch it.
    }
  }, 100).unref();
}
