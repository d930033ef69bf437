import type { LoadBuiltin } from '../realm/program.js';
import { Timers } from '../timers.js';

/** Closes the inspector, when our answer is on its way. */
export function closeSoon(load: LoadBuiltin): void {
  const { close } = load('inspector') as typeof import('node:inspector');
  new Timers({ load }).after(100, close);
}
