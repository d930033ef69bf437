import type { Forks } from '../../injected/fork/forks.js';
import { callNow } from '../../session/call.js';
import { loadEntry } from '../../session/entry.js';
import type { Session } from '../../session/session.js';

/** The target's `Forks`, each method called over the protocol. */
export type RemoteForks = { readonly [K in keyof Forks]: Remote<Forks[K]> };
type Remote<F> = F extends (...args: infer A) => infer R ? (...args: A) => Promise<R> : never;

/** Puts the injected side into the target. Nothing is done to the process before `load`. */
export async function openForks(session: Session): Promise<RemoteForks> {
  const forks = await loadEntry(session, 'fork');
  return {
    examine: () => callNow(session, forks, 'examine'),
    readMemoryLimits: () => callNow(session, forks, 'readMemoryLimits'),
    load: (base64, elsewhere) => callNow(session, forks, 'load', base64, elsewhere),
    fork: (request) => callNow(session, forks, 'fork', request),
    releaseOutput: () => callNow(session, forks, 'releaseOutput'),
    look: (mostBytes) => callNow(session, forks, 'look', mostBytes),
    kill: () => callNow(session, forks, 'kill'),
  };
}
