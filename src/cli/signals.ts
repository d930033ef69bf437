import { Interrupts } from '../dispatch/interrupts.js';
import type { Io } from './settings.js';

/**
 * Runs work that Ctrl-C interrupts; a termination ends it, and so does the end of who reads the output (`| head`), so
 * that it can give back what it holds before it ends.
 */
export async function withSignals<T>(io: Io, work: (interrupts: Interrupts) => Promise<T>): Promise<T> {
  const interrupts = new Interrupts();
  const end = () => interrupts.end();
  const listeners = { SIGINT: () => interrupts.interrupt(), SIGTERM: end, SIGHUP: end };
  const names = Object.keys(listeners) as (keyof typeof listeners)[];
  for (const name of names) io.on(name, listeners[name]);
  io.stdout.on('error', end);
  try {
    return await work(interrupts);
  } finally {
    for (const name of names) io.off(name, listeners[name]);
  }
}
