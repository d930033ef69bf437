import { localPath } from '../../places/local-path.js';
import type { Handle } from '../../session/call.js';
import type { Source } from '../console/source.js';
import type { Isolate } from '../isolate.js';
import { readMemory } from '../memory.js';
import { Interrupted, type WaitOptions } from '../wait-for-target.js';
import { findModules, type LoadedModule, type ModuleIndex } from './find-modules.js';
import { isReadable, openScope } from './scope.js';
import { type Bindings, moduleNames, NO_SCOPES, type Scopes } from './scopes.js';

/** How bad a heap walk is for the target at most, ms of stall per byte of used heap (measured: 10 to 18 s per GB). */
const HEAP_WALK_MS_PER_BYTE = 18e-6;

/**
 * Reads the scopes that a line needs, into an object group; finds the program's modules first, if this is the first
 * line that needs one.
 */
export async function scopesFor(
  isolate: Isolate,
  source: Pick<Source, 'names'>,
  wait: WaitOptions,
  objectGroup: string,
): Promise<Scopes> {
  const names = moduleNames(isolate, source);
  if (names.length === 0) return NO_SCOPES;
  const current = await currentModule(isolate, wait);
  return await readScopes(isolate, current, names.includes('main'), objectGroup);
}

/**
 * Reads the scopes of what is known of the current module and the main one, into an object group: looks for nothing.
 */
export async function knownScopes(isolate: Isolate, objectGroup: string): Promise<Scopes> {
  const { modules } = isolate;
  await modules.mainSearch?.catch(() => {});
  return await readScopes(isolate, modules.chosen ?? modules.index?.main ?? null, true, objectGroup);
}

async function readScopes(
  isolate: Isolate,
  current: LoadedModule | null,
  withMain: boolean,
  objectGroup: string,
): Promise<Scopes> {
  const { session, modules } = isolate;
  const main = withMain ? (modules.index?.main ?? null) : null;
  const read = async (module: LoadedModule | null) =>
    module && isReadable(module)
      ? ((await openScope(session, module, await isolate.places(), objectGroup)) as Handle<Bindings>)
      : null;
  const currentScope = await read(current);
  // A bundle requires and imports from where it is, not from where its files were.
  const script = current?.script;
  return {
    current: currentScope,
    main: main === current ? currentScope : await read(main),
    file: script ? (localPath(script.url) ?? script.url) : null,
  };
}

/**
 * The module in whose scope names are looked up: the one that was chosen, else the main module; null if that was not
 * found.
 */
export async function currentModule(isolate: Isolate, wait: WaitOptions): Promise<LoadedModule | null> {
  if (isolate.modules.chosen) return isolate.modules.chosen;
  await findMainModule(isolate, wait);
  const { index } = isolate.modules;
  if (index?.main && !index.main.fn) await findByHeapWalk(isolate, wait);
  return isolate.modules.index?.main ?? null;
}

/** Looks for the main module by a walk, unless that was done. */
async function findMainModule(isolate: Isolate, wait: WaitOptions): Promise<void> {
  const { session, modules } = isolate;
  while (!modules.index) {
    modules.mainSearch ??= findModules(session, {
      ...wait,
      places: await isolate.places(),
      until: ({ isMain }) => isMain,
    })
      .then((index) => {
        modules.index ??= index;
      })
      .finally(() => {
        modules.mainSearch = null;
      });
    await share(modules.mainSearch, wait.signal);
  }
}

/** The loaded user modules that are known, where all were looked for before; else all. */
export async function knownModules(isolate: Isolate, wait: WaitOptions): Promise<ModuleIndex> {
  const { index, areLookedFor } = isolate.modules;
  return index && areLookedFor ? index : await allModules(isolate, wait);
}

/** All loaded user modules; looks for those that came since. */
export async function allModules(isolate: Isolate, wait: WaitOptions): Promise<ModuleIndex> {
  const { session, modules } = isolate;
  const places = await isolate.places();
  for (let isFound = false; !isFound; ) {
    modules.search ??= findModules(session, { ...wait, places, known: modules.index ?? undefined })
      .then((index) => {
        modules.index = index;
        modules.areLookedFor = true;
      })
      .finally(() => {
        modules.search = null;
      });
    isFound = await share(modules.search, wait.signal);
  }
  return modules.index!;
}

/**
 * Learns the modules behind the prompt, once: the main one first, then all, so that Tab and names that do not exist are
 * answered from what is known. It ends with the isolate.
 */
export async function learnModules(isolate: Isolate): Promise<void> {
  const wait = { notice: () => {}, signal: isolate.activities.start('modules') };
  try {
    await findMainModule(isolate, wait);
    await knownModules(isolate, wait);
  } catch {
    // Whoever needs a module looks for it again, and is told why it is not found.
  }
}

/**
 * Waits for a search that others may wait for too; false where whoever began it has given it up, and we have not.
 * Rejects with Interrupted as soon as the signal is aborted.
 */
async function share(search: Promise<void>, signal: AbortSignal): Promise<boolean> {
  let stopListening = () => {};
  const interrupted = new Promise<never>((_, reject) => {
    const interrupt = () => reject(new Interrupted());
    if (signal.aborted) interrupt();
    else signal.addEventListener('abort', interrupt, { once: true });
    stopListening = () => signal.removeEventListener('abort', interrupt);
  });
  try {
    await Promise.race([search, interrupted]);
    return true;
  } catch (error) {
    if (error instanceof Interrupted && !signal.aborted) return false;
    throw error;
  } finally {
    stopListening();
  }
}

/**
 * Asks V8 for all functions, where nothing that can be reached refers to one of the main module.
 *
 * It stalls the target in proportion to its heap: beyond what `--max-pause` allows, it is left undone, and the user is
 * told.
 */
async function findByHeapWalk(isolate: Isolate, { signal, notice }: WaitOptions): Promise<void> {
  const { maxPauseMs, force } = isolate.process.limits;
  const allowedMs = force ? Infinity : maxPauseMs;
  if (allowedMs <= isolate.modules.heapWalkTriedMs) return;
  const { heapUsedBytes: heapBytes } = await readMemory(isolate.session);
  const pauseMs = heapBytes * HEAP_WALK_MS_PER_BYTE;
  if (pauseMs > allowedMs) {
    isolate.modules.heapWalkTriedMs = allowedMs;
    notice(
      `no function of ${isolate.modules.index?.main?.name} can be reached; a walk of the heap would find one, and stall the target for up to ` +
        `${(pauseMs / 1000).toFixed(1)} s: allow it with --max-pause ${Math.ceil(pauseMs / 1000)}s`,
    );
    return;
  }
  isolate.modules.index = await findModules(isolate.session, {
    notice,
    signal,
    places: await isolate.places(),
    known: isolate.modules.index ?? undefined,
    heapWalk: true,
  });
  isolate.modules.heapWalkTriedMs = Infinity;
}
