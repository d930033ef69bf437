import { fileURLToPath } from 'node:url';
import type { Handle } from '../../session/call.js';
import type { Source } from '../console/source.js';
import type { Isolate } from '../isolate.js';
import { readMemory } from '../memory.js';
import type { WaitOptions } from '../wait-for-target.js';
import { findModules, type LoadedModule, type ModuleIndex } from './find-modules.js';
import { isReadable, openScope } from './scope.js';
import { type Bindings, moduleNames, NO_SCOPES, type Scopes } from './scopes.js';

/** How bad a heap walk is for the target at most, ms of stall per byte of used heap (measured: 10 to 18 s per GB). */
const HEAP_WALK_MS_PER_BYTE = 18e-6;

/**
 * Reads the scopes that a line needs, into an object group; finds the program's modules first, if this is the first line that needs one.
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
  const main = names.includes('main') ? (isolate.modules.index?.main ?? null) : null;
  const read = async (module: LoadedModule | null) =>
    module && isReadable(module)
      ? ((await openScope(isolate.session, module, await isolate.places(), objectGroup)) as Handle<Bindings>)
      : null;
  const currentScope = await read(current);
  // A bundle requires and imports from where it is, not from where its files were.
  const script = current?.script;
  return {
    current: currentScope,
    main: main === current ? currentScope : await read(main),
    file: script?.url.startsWith('file:') ? fileURLToPath(script.url) : (script?.url ?? null),
  };
}

/** The module in whose scope names are looked up: the one that was chosen, else the main module; null if that was not found. */
export async function currentModule(isolate: Isolate, wait: WaitOptions): Promise<LoadedModule | null> {
  if (isolate.modules.chosen) return isolate.modules.chosen;
  if (!isolate.modules.index) {
    isolate.modules.index = await findModules(isolate.session, {
      ...wait,
      places: await isolate.places(),
      until: ({ isMain }) => isMain,
    });
  }
  if (isolate.modules.index.main && !isolate.modules.index.main.fn) await findByHeapWalk(isolate, wait);
  return isolate.modules.index.main;
}

/** The loaded user modules that are known, where all were looked for before; else all. */
export async function knownModules(isolate: Isolate, wait: WaitOptions): Promise<ModuleIndex> {
  return isolate.modules.index?.complete ? isolate.modules.index : await allModules(isolate, wait);
}

/** All loaded user modules; looks for those that came since. */
export async function allModules(isolate: Isolate, { notice, signal }: WaitOptions): Promise<ModuleIndex> {
  isolate.modules.index = await findModules(isolate.session, {
    notice,
    signal,
    places: await isolate.places(),
    known: isolate.modules.index ?? undefined,
  });
  return isolate.modules.index;
}

/**
 * Asks V8 for all functions, where nothing that can be reached refers to one of the main module.
 *
 * It stalls the target in proportion to its heap: beyond what `--max-pause` allows, it is left undone, and the user is told.
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
