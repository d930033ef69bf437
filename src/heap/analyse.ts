import {
  type ClassSizes,
  type NodeClass,
  type NodeClasses,
  nodeClasses,
  retainedSums,
  shallowSums,
} from './classes.js';
import { depthFirst } from './depth-first.js';
import { distances } from './distances.js';
import { type Dominators, dominators } from './dominators.js';
import { findEphemerons } from './ephemerons.js';
import type { HeapGraph } from './graph.js';
import { retainedSizes } from './retained-sizes.js';
import { type Retainers, retainers } from './retainers.js';
import { type Retention, retention } from './retention.js';
import { Scratch } from './scratch.js';
import { shallowSizes } from './shallow-sizes.js';

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
}

/** What of an analysis is known of each node alone. */
export interface Sizes extends Pick<HeapAnalysis, 'shallowSize'> {
  readonly nodes: NodeClasses;
  /** Of each class. */
  readonly sums: readonly Omit<ClassSizes, 'retainedSize'>[];
}

/** Computes retainers, distances, dominators, sizes and classes of a graph. */
export function analyse(graph: HeapGraph, progress: Progress = () => {}): HeapAnalysis {
  const scratch = new Scratch();
  const ephemerons = findEphemerons(graph.strings);
  progress('retainers');
  const retaining = retainers(graph, scratch);
  progress('dominators');
  const retained = retention(graph, ephemerons);
  const tree = dominators(graph, retained, retaining, depthFirst(graph, retained, scratch), scratch);
  progress('distances and classes');
  const distance = distances(graph, ephemerons, scratch);
  const sizes = sizesAndClasses(graph, scratch);
  progress('retained sizes');
  return { graph, retention: retained, retainers: retaining, distance, ...withRetainedSizes(sizes, tree, scratch) };
}

/** Finds the shallow sizes and the classes of all nodes. */
export function sizesAndClasses(graph: HeapGraph, scratch: Scratch): Sizes {
  const shallowSize = shallowSizes(graph, scratch);
  const nodes = nodeClasses(graph, undefined, scratch);
  return { shallowSize, nodes, sums: shallowSums(nodes, shallowSize) };
}

/** Sums up the retained sizes, of nodes and of classes. */
export function withRetainedSizes(
  { shallowSize, nodes, sums }: Sizes,
  tree: Dominators,
  scratch: Scratch,
): Pick<HeapAnalysis, 'dominator' | 'shallowSize' | 'retainedSize' | 'classOf' | 'classes'> {
  const { dominator, order } = tree;
  const retainedSize = retainedSizes(shallowSize, tree, scratch);
  scratch.release(order);
  const retained = retainedSums(nodes, shallowSize, retainedSize, dominator, scratch);
  const classes = nodes.classes.map((each, at) => ({ ...each, ...sums[at], retainedSize: retained[at] }));
  return { dominator, shallowSize, retainedSize, classOf: nodes.classOf, classes };
}
