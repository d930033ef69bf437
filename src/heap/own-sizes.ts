import { type ClassSizes, type NodeClasses, nodeClasses, shallowSums } from './classes.js';
import type { HeapGraph } from './graph.js';
import type { Scratch } from './scratch.js';
import { shallowSizes } from './shallow-sizes.js';

/** What is known of sizes and classes without the dominators. */
export interface OwnSizes {
  /** n, bytes: see `shallowSizes`. */
  readonly shallowSize: Uint32Array | Float64Array;
  readonly nodes: NodeClasses;
  /** By class: see `shallowSums`. */
  readonly sums: readonly Omit<ClassSizes, 'retainedSize'>[];
}

/** Computes the shallow sizes of nodes and classes. */
export function ownSizes(graph: HeapGraph, scratch: Scratch): OwnSizes {
  const shallowSize = shallowSizes(graph, scratch);
  const nodes = nodeClasses(graph, scratch);
  return { shallowSize, nodes, sums: shallowSums(nodes, shallowSize) };
}
