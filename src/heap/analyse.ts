import {
  type ClassSizes,
  type NodeClass,
  type NodeClasses,
  nodeClasses,
  retainedSums,
  shallowSums,
} from './classes.js';
import { distances } from './distances.js';
import { type Dominators, dominators } from './dominators.js';
import { type Ephemerons, findEphemerons } from './ephemerons.js';
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

/** What of an analysis needs no dominators. */
export interface Basics extends Pick<HeapAnalysis, 'distance' | 'shallowSize'> {
  readonly nodes: NodeClasses;
  /** Of each class. */
  readonly sums: readonly Omit<ClassSizes, 'retainedSize'>[];
}

/** The dominators, and what was marked on the way to them. */
export interface DominatorTree {
  readonly retention: Retention;
  readonly tree: Dominators;
}

/** Computes retainers, distances, dominators, sizes and classes of a graph. */
export function analyse(graph: HeapGraph, progress: Progress = () => {}): HeapAnalysis {
  const scratch = new Scratch();
  const ephemerons = findEphemerons(graph.strings);
  progress('dominators');
  const dominated = dominatorTree(graph, ephemerons, scratch);
  progress('retainers');
  const retaining = retainers(graph, scratch);
  progress('distances and classes');
  const basic = basics(graph, ephemerons, scratch);
  progress('sizes');
  return { ...withSizes(graph, dominated, basic, scratch), retainers: retaining };
}

/** The first of three steps of the analysis; it and the second, `basics`, can be done at the same time. */
export function dominatorTree(graph: HeapGraph, ephemerons: Ephemerons, scratch: Scratch): DominatorTree {
  const retained = retention(graph, ephemerons);
  return { retention: retained, tree: dominators(graph, retained, scratch) };
}

/** The second step, which needs nothing of the first. */
export function basics(graph: HeapGraph, ephemerons: Ephemerons, scratch: Scratch): Basics {
  const distance = distances(graph, ephemerons, scratch);
  const shallowSize = shallowSizes(graph, scratch);
  const nodes = nodeClasses(graph, undefined, scratch);
  return { distance, shallowSize, nodes, sums: shallowSums(nodes, shallowSize) };
}

/** The third step: all but the retainers. */
export function withSizes(
  graph: HeapGraph,
  { retention, tree }: DominatorTree,
  { distance, shallowSize, nodes, sums }: Basics,
  scratch: Scratch,
): Omit<HeapAnalysis, 'retainers'> {
  const { dominator, order } = tree;
  const retainedSize = retainedSizes(shallowSize, tree, scratch);
  scratch.release(order);
  const retained = retainedSums(nodes, shallowSize, retainedSize, dominator, scratch);
  const classes = nodes.classes.map((each, at) => ({ ...each, ...sums[at], retainedSize: retained[at] }));
  return { graph, retention, distance, dominator, shallowSize, retainedSize, classOf: nodes.classOf, classes };
}
