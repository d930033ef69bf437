import { type ClassSizes, type NodeClass, retainedSums } from './classes.js';
import { depthFirst } from './depth-first.js';
import { distances } from './distances.js';
import { type DominatorTree, dominatorsOfNodes, dominatorTree } from './dominators.js';
import { findEphemerons } from './ephemerons.js';
import type { HeapGraph } from './graph.js';
import { type OwnSizes, ownSizes } from './own-sizes.js';
import { retainedByVertex, retainedSizes } from './retained-sizes.js';
import { type Retainers, retainers } from './retainers.js';
import { type Retention, retention } from './retention.js';
import { Scratch } from './scratch.js';

/** Where long work has arrived: `done` of `total` in the units of the phase. */
export type Progress = (phase: string, done?: number, total?: number) => void;

/** A class with its count and sizes; classes of which no node has a byte of its own have count 0. */
export type HeapClass = NodeClass & ClassSizes;

/** All that is computed of a graph: each value is given by the function of its name, which says what it means. */
export interface HeapAnalysis {
  readonly graph: HeapGraph;
  readonly retention: Retention;
  readonly retainers: Retainers;
  /** n: see `distances`. */
  readonly distance: Int32Array;
  /** n: the immediate dominator of each node; the root is its own. */
  readonly dominator: Uint32Array;
  /** n, bytes: see `shallowSizes`. */
  readonly shallowSize: Uint32Array | Float64Array;
  /** n, bytes: see `retainedSizes`. */
  readonly retainedSize: Uint32Array | Float64Array;
  /** n: index into `classes`. */
  readonly classOf: Uint32Array;
  readonly classes: readonly HeapClass[];
  /**
   * n bits, 32 to a word: set for each node that another node of its class dominates, whose retained size has its own.
   */
  readonly nested: Uint32Array;
  /** Memory that was used and is free, for what is computed next. */
  readonly spare?: Scratch;
}

/** Computes retainers, distances, dominators, sizes and classes of a graph. */
export function analyse(graph: HeapGraph, progress: Progress = () => {}): HeapAnalysis {
  const scratch = new Scratch();
  const ephemerons = findEphemerons(graph.strings);
  progress('retainers');
  const retaining = retainers(graph, scratch);
  progress('dominators');
  const retained = retention(graph, ephemerons);
  const tree = dominatorTree(graph, retained, retaining, depthFirst(graph, retained, scratch), scratch);
  progress('sizes and classes');
  const own = ownSizes(graph, scratch);
  const byVertex = retainedByVertex(tree, own.shallowSize, scratch);
  const results = sizesAndClasses(tree, own, byVertex, scratch);
  progress('distances');
  const distance = distances(graph, ephemerons, scratch);
  return { graph, retention: retained, retainers: retaining, distance, ...results, spare: scratch };
}

/** Computes what follows from the dominators, and from the sums by vertex; the arrays of both are used up. */
export function sizesAndClasses(
  tree: DominatorTree,
  { shallowSize, nodes, sums }: OwnSizes,
  byVertex: HeapAnalysis['retainedSize'],
  scratch: Scratch,
): Pick<HeapAnalysis, 'dominator' | 'shallowSize' | 'retainedSize' | 'classOf' | 'classes' | 'nested'> {
  const { sums: retained, nested } = retainedSums(nodes, shallowSize, tree, byVertex);
  const dominator = dominatorsOfNodes(tree, scratch);
  const retainedSize = retainedSizes(tree, byVertex, scratch);
  scratch.release(tree.nodeOf, byVertex);
  const classes = nodes.classes.map((each, at) => ({ ...each, ...sums[at], retainedSize: retained[at] }));
  return { dominator, shallowSize, retainedSize, classOf: nodes.classOf, classes, nested };
}
