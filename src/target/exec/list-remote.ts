import type { NodeProcess } from '../node-process.js';
import type { Place } from './place.js';
import { type RelayOptions, runRelay } from './run-relay.js';

/**
 * The Node processes at a place, the oldest first, each with the target that leads to it from here. Rejects with a
 * UserError.
 */
export async function listRemote(place: Place, options: RelayOptions): Promise<readonly NodeProcess[]> {
  const relay = await runRelay<'list'>(place, { ask: 'list' }, options);
  await relay.end();
  return relay.answer.processes.map((process) => ({ ...process, access: accessFromHere(process, place) }));
}

function accessFromHere({ pid, access }: NodeProcess, { name, isLocal }: Place): NodeProcess['access'] {
  if (access.how === 'none') return access;
  if (isLocal) return { ...access, target: `pid:${pid}` };
  const target = name.startsWith('exec:') ? `${name} -- pid:${pid}` : `${name}/pid:${pid}`;
  return { ...access, target };
}
