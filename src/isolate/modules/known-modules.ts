import type { LoadedModule, ModuleIndex } from './find-modules.js';

/** What is known of an isolate's modules. */
export class KnownModules {
  /** The modules as far as they were looked for; null before the first line that needs one. */
  index: ModuleIndex | null = null;
  /** Whether all were looked for. */
  areLookedFor = false;
  /** The search for the main module that is under way, and that for all: whoever needs one waits for it. */
  mainSearch: Promise<void> | null = null;
  search: Promise<void> | null = null;
  /** The module that `.use` has chosen; null: the main module. */
  chosen: LoadedModule | null = null;
  /** The stall, ms, up to which a heap walk for the main module was tried: -1 for none, Infinity when it was made. */
  heapWalkTriedMs = -1;
}
