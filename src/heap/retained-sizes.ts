import type { Dominators } from './dominators.js';
import { Scratch } from './scratch.js';

/** Sums up for each node the bytes of all that it dominates, itself included: what would be freed with it. Gives n sums. */
export function retainedSizes(
  shallowSize: Uint32Array | Float64Array,
  { dominator, order }: Dominators,
  scratch = new Scratch(),
): Float64Array {
  const retained = scratch.float64(shallowSize.length);
  retained.set(shallowSize);
  for (let at = order.length - 1; at > 0; at--) retained[dominator[order[at]]] += retained[order[at]];
  return retained;
}
