import { callNow } from '../../session/call.js';
import { withGroup } from '../../session/object-group.js';
import type { LiveTarget } from '../isolate.js';
import { scopesFor } from '../modules/lookup.js';
import type { Patience } from '../wait.js';

/** The names that could follow `path.` and begin with `prefix`, in the current module's scope; nothing of the service runs for it. */
export async function completeNames(
  target: LiveTarget,
  path: readonly string[],
  prefix: string,
  patience: Patience,
): Promise<string[]> {
  return await withGroup(target.session, 'complete', async (group) => {
    const { current, main } = await scopesFor(target, { names: ['main', ...path, prefix] }, patience, group);
    return await callNow(target.session, target.state, 'complete', current, main, path, prefix);
  });
}
