import { createSampler, type HeapSample } from '../injected/create-sampler.js';
import { sampledSoFar, startSampler, stepSampler } from '../injected/start-sampler.js';
import type { Isolate } from '../isolate/isolate.js';
import { knownModules } from '../isolate/modules/lookup.js';
import { openScope } from '../isolate/modules/scope.js';
import { loadInRealm } from '../isolate/realm.js';
import { Interrupted, type WaitOptions } from '../isolate/wait-for-target.js';
import { READER_PARTS } from '../isolate/walk/reader-parts.js';
import { builtinLoader } from '../session/builtins.js';
import { call, callForHandle } from '../session/call.js';
import { withGroup } from '../session/object-group.js';

/** A step in the target, ms; and of all of them. */
const SLICE = 5;
const MOST_MS = 300;
const MOST_MODULES = 40;

/** Looks at a few thousand objects of the target, from its modules' variables on, a few ms at a time (see `createSampler`). */
export async function sampleHeap(isolate: Isolate, wait: WaitOptions): Promise<HeapSample> {
  const { session } = isolate;
  const { modules } = await knownModules(isolate, wait);
  return await withGroup(session, 'sample', async (group) => {
    const readable = modules.filter(({ fn, scope }) => fn !== null && scope !== null).slice(0, MOST_MODULES);
    const scopes = [];
    for (const module of readable) scopes.push(await openScope(session, module, group));
    const load = await builtinLoader(session, group);
    const parts = await loadInRealm(session, { ...READER_PARTS, createSampler }, group);
    const sampler = await callForHandle(session, startSampler, [parts, load, ...scopes], group);
    const end = performance.now() + MOST_MS;
    while (performance.now() < end && (await call(session, stepSampler, sampler, SLICE)))
      if (wait.signal.aborted) throw new Interrupted();
    return await call(session, sampledSoFar, sampler);
  });
}
