import type { Dominators } from './dominators.js';

/** Sums up for each node the bytes of all that it dominates, itself included: what would be freed with it. Gives n sums. */
export function retainedSizes(shallowSize: ArrayLike<number>, { dominator, order }: Dominators): Float64Array {
  const retained = Float64Array.from(shallowSize);
  for (let at = order.length - 1; at > 0; at--) retained[dominator[order[at]]] += retained[order[at]];
  return retained;
}
