import type { Heap } from './heap.js';

/** What an object retains, by class. */
export interface RetainedTypes {
  /** Objects, the object itself among them. */
  readonly count: number;
  /** The classes, the heaviest first. */
  readonly types: readonly { readonly name: string; readonly count: number; readonly shallowBytes: number }[];
  /** Classes that are not shown. */
  readonly more: number;
}

/**
 * Counts the objects of the program that only `node` keeps alive (those that it dominates), class by class, the `most`
 * heaviest. O(n).
 */
export function retainedTypes({ analysis, program }: Heap, node: number, most: number): RetainedTypes {
  const { dominator, classOf, classes } = analysis;
  const { shallowSize } = program;
  const [unknown, outside, inside] = [0, 1, 2];
  const state = new Uint8Array(dominator.length);
  state[0] = outside;
  state[node] = inside;
  const count = new Uint32Array(classes.length);
  const bytes = new Float64Array(classes.length);
  let total = 0;
  for (let each = 0; each < dominator.length; each++) {
    let at = each;
    while (state[at] === unknown) at = dominator[at];
    const found = state[at];
    for (let link = each; state[link] === unknown; link = dominator[link]) state[link] = found;
    if (found === outside || shallowSize[each] === 0) continue;
    total++;
    count[classOf[each]]++;
    bytes[classOf[each]] += shallowSize[each];
  }
  const types = classes
    .map(({ name }, index) => ({ name, count: count[index], shallowBytes: bytes[index] }))
    .filter((type) => type.count > 0)
    .sort((a, b) => b.shallowBytes - a.shallowBytes);
  return { count: total, types: types.slice(0, most), more: Math.max(0, types.length - most) };
}
