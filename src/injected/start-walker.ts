import type { Registry } from './create-registry.js';
import type { WalkerParts } from './create-walker.js';
import type { Walker, WalkOptions } from './walker.js';

/** Starts a walker of a realm of its own in the realm of the program, with what it needs of it. */
export function startWalker(
  parts: WalkerParts,
  options: WalkOptions,
  registry: Registry,
  load: (name: string) => unknown,
): Walker {
  return parts.createWalker(parts, options, registry, load, globalThis);
}
