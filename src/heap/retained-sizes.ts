import type { Dominators } from './dominators.js';
import { Scratch } from './scratch.js';

/**
 * Sums up for each node the bytes of all that it dominates, itself included: what would be freed with it. Gives n sums, as a
 * Float64Array only where all together are 4 GiB or more.
 */
export function retainedSizes(
  shallowSize: Uint32Array | Float64Array,
  { dominator, order }: Dominators,
  scratch = new Scratch(),
): Uint32Array | Float64Array {
  let total = 0;
  for (let node = 0; node < shallowSize.length; node++) total += shallowSize[node];
  const retained = total < 2 ** 32 ? scratch.uint32(shallowSize.length) : scratch.float64(shallowSize.length);
  retained.set(shallowSize);
  for (let at = order.length - 1; at > 0; at--) retained[dominator[order[at]]] += retained[order[at]];
  return retained;
}
