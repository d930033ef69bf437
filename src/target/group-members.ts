import { PS_HINT, UserError } from '../errors.js';
import { allPids, clusterWorkers, environmentVariable, processFacts } from './procfs.js';
import type { GroupName } from './syntax.js';

/**
 * The pids of the processes of a service, in ascending order: the workers of a cluster, or those that PM2 runs under a
 * name, in either of its modes. Throws a UserError where there are none.
 */
export function membersOf(name: GroupName): number[] {
  const pids =
    name.kind === 'cluster' ? clusterWorkers(name.pid) : allPids().filter((pid) => pm2NameOf(pid) === name.name);
  const found = pids.filter((pid) => processFacts(pid) !== null).sort((a, b) => a - b);
  if (found.length > 0) return found;
  throw name.kind === 'cluster'
    ? new UserError('no-process', `process ${name.pid} is not the primary of a cluster: it has no workers`, {
        hint: PS_HINT,
      })
    : new UserError('no-process', `PM2 runs no process of the name ${name.name}`, {
        hint: '`pm2 list` shows the names',
      });
}

/**
 * The name under which PM2 runs a process; null where it does not. In cluster mode it says all of it in one variable.
 */
function pm2NameOf(pid: number): string | null {
  if (environmentVariable(pid, 'pm_id') !== null) return environmentVariable(pid, 'name');
  try {
    const { name } = JSON.parse(environmentVariable(pid, 'pm2_env') ?? 'null') ?? {};
    return typeof name === 'string' ? name : null;
  } catch {
    return null;
  }
}
