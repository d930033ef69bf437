import { fileURLToPath } from 'node:url';
import type { Handle } from '../../session/call.js';
import type { Source } from '../console/source.js';
import type { LiveTarget } from '../isolate.js';
import { readMemory } from '../memory.js';
import type { Patience } from '../wait.js';
import { findModules, type LoadedModule, type ModuleIndex } from './find-modules.js';
import { openScope } from './scope.js';
import { type Bindings, moduleNames, NO_SCOPES, type Scopes } from './scopes.js';

/** How bad a heap walk is for the target at most, ms of stall per byte of used heap (measured: 10 to 18 s per GB). */
const HEAP_WALK_MS_PER_BYTE = 18e-6;

/**
 * Reads the scopes that a line needs, into an object group; finds the program's modules first, if this is the first line that needs one.
 */
export async function scopesFor(
  target: LiveTarget,
  source: Pick<Source, 'names'>,
  patience: Patience,
  objectGroup: string,
): Promise<Scopes> {
  const names = moduleNames(target, source);
  if (names.length === 0) return NO_SCOPES;
  const current = await currentModule(target, patience);
  const main = names.includes('main') ? (target.index?.main ?? null) : null;
  const read = async (module: LoadedModule | null) =>
    module?.fn && module.scope !== null
      ? ((await openScope(target.session, module, objectGroup)) as Handle<Bindings>)
      : null;
  const currentScope = await read(current);
  return {
    current: currentScope,
    main: main === current ? currentScope : await read(main),
    file: current?.url.startsWith('file:') ? fileURLToPath(current.url) : (current?.url ?? null),
  };
}

/** The module in whose scope names are looked up: the one that was chosen, else the main module; null if that was not found. */
export async function currentModule(target: LiveTarget, patience: Patience): Promise<LoadedModule | null> {
  if (target.chosen) return target.chosen;
  if (!target.index) {
    target.index = await findModules(target.session, { ...patience, until: ({ isMain }) => isMain });
  }
  if (target.index.main && !target.index.main.fn) await findByHeapWalk(target, patience);
  return target.index.main;
}

/** The loaded user modules that are known, where all were looked for before; else all. */
export async function knownModules(target: LiveTarget, patience: Patience): Promise<ModuleIndex> {
  return target.index?.complete ? target.index : await allModules(target, patience);
}

/** All loaded user modules; looks for those that came since. */
export async function allModules(target: LiveTarget, { notice, signal }: Patience): Promise<ModuleIndex> {
  target.index = await findModules(target.session, { notice, signal, known: target.index ?? undefined });
  return target.index;
}

/**
 * Asks V8 for all functions, where nothing that can be reached refers to one of the main module.
 *
 * It stalls the target in proportion to its heap: beyond what `--max-pause` allows, it is left undone, and the user is told.
 */
async function findByHeapWalk(target: LiveTarget, { signal, notice }: Patience): Promise<void> {
  const { maxPauseMs, force } = target.options.budget;
  const allowedMs = force ? Infinity : maxPauseMs;
  if (allowedMs <= target.heapWalkTriedMs) return;
  const { heapUsedBytes: heapBytes } = await readMemory(target.session);
  const pauseMs = heapBytes * HEAP_WALK_MS_PER_BYTE;
  if (pauseMs > allowedMs) {
    target.heapWalkTriedMs = allowedMs;
    notice(
      `no function of ${target.index?.main?.name} can be reached; a walk of the heap would find one, and stall the target for up to ` +
        `${(pauseMs / 1000).toFixed(1)} s: allow it with --max-pause ${Math.ceil(pauseMs / 1000)}s`,
    );
    return;
  }
  target.index = await findModules(target.session, {
    notice,
    signal,
    known: target.index ?? undefined,
    heapWalk: true,
  });
  target.heapWalkTriedMs = Infinity;
}
