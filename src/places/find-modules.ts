import type { BundledModule } from './bundled-module.js';
import { findMappedModules } from './mapped-modules.js';
import type { MappedScript } from './mapped-script.js';
import { findWrappedModules } from './wrapped-modules.js';

/** The modules of a script: the original files that its source map knows, else those that its form tells. */
export function findModules(script: MappedScript): BundledModule[] {
  const mapped = findMappedModules(script);
  return mapped.length > 0 ? mapped : findWrappedModules(script);
}
