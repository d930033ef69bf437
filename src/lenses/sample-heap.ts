import type { HeapSample } from '../injected/sample/heap-sampler.js';
import type { Isolate } from '../isolate/isolate.js';
import type { LoadedModule } from '../isolate/modules/find-modules.js';
import { currentModule } from '../isolate/modules/lookup.js';
import { isReadable, openScope } from '../isolate/modules/scope.js';
import { Interrupted, type WaitOptions } from '../isolate/wait-for-target.js';
import { callForHandle, callNow } from '../session/call.js';
import { loadEntry } from '../session/entry.js';
import { withGroup } from '../session/object-group.js';

/** A step in the target, ms; and of all of them. */
const SLICE = 5;
const MOST_MS = 300;
const MOST_MODULES = 40;

/**
 * Looks at a few thousand objects of the target, from its modules' variables on, a few ms at a time (see
 * `HeapSampler`).
 */
export async function sampleHeap(isolate: Isolate, wait: WaitOptions): Promise<HeapSample> {
  const { session } = isolate;
  const modules = await modulesToBeginAt(isolate, wait);
  return await withGroup(session, 'sample', async (group) => {
    const readable = modules.filter(isReadable).slice(0, MOST_MODULES);
    const scopes = [];
    for (const module of readable) scopes.push(await openScope(session, module, await isolate.places(), group));
    const sampler = await callForHandle(session, await loadEntry(session, 'sample'), 'start', scopes, group);
    const end = performance.now() + MOST_MS;
    while (performance.now() < end && (await callNow(session, sampler, 'step', SLICE)))
      if (wait.signal.aborted) throw new Interrupted();
    return await callNow(session, sampler, 'result');
  });
}

/**
 * The modules that are known, or else the main one: to look for all takes longer than what is to be priced by the
 * sample.
 */
async function modulesToBeginAt(isolate: Isolate, wait: WaitOptions): Promise<readonly LoadedModule[]> {
  const main = await currentModule(isolate, wait);
  const { index } = isolate.modules;
  return index?.modules ?? (main ? [main] : []);
}
