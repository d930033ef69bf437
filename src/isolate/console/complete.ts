import { callNow } from '../../session/call.js';
import { withGroup } from '../../session/object-group.js';
import type { Isolate } from '../isolate.js';
import { scopesFor } from '../modules/lookup.js';
import type { WaitOptions } from '../wait-for-target.js';

/** The names that could follow `path.` and begin with `prefix`, in the current module's scope; nothing of the service runs for it. */
export async function completeNames(
  isolate: Isolate,
  path: readonly string[],
  prefix: string,
  wait: WaitOptions,
): Promise<string[]> {
  return await withGroup(isolate.session, 'complete', async (group) => {
    const { current, main } = await scopesFor(isolate, { names: ['main', ...path, prefix] }, wait, group);
    return await callNow(isolate.session, isolate.console.state, 'complete', current, main, path, prefix);
  });
}
