import type { BundledModule } from './bundled-module.js';
import { findMappedModules } from './mapped-modules.js';
import type { MappedScript } from './mapped-script.js';
import type { Place } from './place.js';
import { findWrappedModules } from './wrapped-modules.js';

/**
 * The modules of a script: the original files that its source map knows, in the order in which they are evaluated, as
 * far as the order of their variables tells; else those that its form tells.
 */
export function findModules(script: MappedScript): BundledModule[] {
  const mapped = findMappedModules(script);
  if (mapped.length === 0) return findWrappedModules(script);
  const end = new Map(mapped.map((module) => [module, lastVariable(script, module)]));
  return mapped.sort((a, b) => end.get(a)! - end.get(b)!);
}

/** The offset of a module's last variable in the generated code; -1 where it has none. */
function lastVariable(script: MappedScript, { variables }: BundledModule): number {
  const offsetOf = ({ generated }: Place) => (generated ? script.offsetOf(generated) : -1);
  return variables.reduce((last, { place }) => Math.max(last, offsetOf(place)), -1);
}
