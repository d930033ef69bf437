import { setTimeout as delay } from 'node:timers/promises';
import type { RelayOrder } from './messages.js';
import { pipeToInspector } from './pipe.js';
import { readLine } from './read-line.js';

const { stdin, stdout } = process;

/** How long a connection that leads past us may still be needed when the console is gone, ms (see `linger`). */
const LINGER = 2000;

/**
 * Connects the console with an inspector as it orders, until it is gone. Tells whether it had a lease on it. Never
 * rejects.
 */
export async function leadTo(url: string): Promise<boolean> {
  const order = (await readLine(stdin)) as RelayOrder | null;
  if (order === 'connect') {
    const isHeld = await pipeToInspector(url, stdin, stdout);
    stdout.end();
    return isHeld;
  }
  if (order === 'held' && (await readLine(stdin)) === null) await delay(LINGER);
  return order === 'held';
}
