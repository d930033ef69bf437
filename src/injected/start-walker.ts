import type { Registry } from './create-registry.js';
import type { WalkerParts } from './create-walker.js';
import type { Walker, WalkOptions } from './walker.js';

/**
 * Starts a walker of a realm of its own in the realm of the program, with what it needs of it. It takes no more than a quarter of what the
 * heap has left up to its limit, whatever it was allowed; but enough to sample.
 */
export function startWalker(
  parts: WalkerParts,
  options: WalkOptions,
  registry: Registry,
  load: (name: string) => unknown,
): Walker {
  const { getHeapStatistics } = load('v8') as typeof import('node:v8');
  const { heap_size_limit: limit, used_heap_size: used } = getHeapStatistics();
  const LEAST = 100_000;
  const memoryBytes = Math.max(LEAST, Math.min(options.memoryBytes, (limit - used) / 4));
  return parts.createWalker(parts, { ...options, memoryBytes }, registry, load, globalThis);
}
