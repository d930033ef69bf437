import { Interrupted } from '../isolate/wait-for-target.js';
import type { Io } from './settings.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs work with a signal that is aborted by Ctrl-C, by a termination, and when nobody reads the output any more (`|
 * head`), so that it can give back what it holds before it ends.
 */
export async function withSignals<T>(io: Io, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const abort = () => controller.abort(new Interrupted());
  for (const name of SIGNALS) io.on(name, abort);
  io.stdout.on('error', abort);
  try {
    return await work(controller.signal);
  } finally {
    for (const name of SIGNALS) io.off(name, abort);
  }
}
