import { type ClassSizes, classSizes, type NodeClass, nodeClasses } from './classes.js';
import { distances } from './distances.js';
import { dominators } from './dominators.js';
import { findEphemerons } from './ephemerons.js';
import type { HeapGraph } from './graph.js';
import type { Progress } from './parse.js';
import { retainedSizes } from './retained-sizes.js';
import { type Retainers, retainers } from './retainers.js';
import { type Retention, retention } from './retention.js';
import { Scratch } from './scratch.js';
import { shallowSizes } from './shallow-sizes.js';

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

/** Computes retainers, distances, dominators, sizes and classes of a graph. */
export function analyse(graph: HeapGraph, progress: Progress = () => {}): HeapAnalysis {
  const scratch = new Scratch();
  progress('distances');
  const ephemerons = findEphemerons(graph.strings);
  const distance = distances(graph, ephemerons, scratch);
  progress('dominators');
  const retained = retention(graph, ephemerons);
  const tree = dominators(graph, retained, scratch);
  progress('retainers');
  const retaining = retainers(graph, scratch);
  progress('sizes');
  const shallowSize = shallowSizes(graph, scratch);
  const retainedSize = retainedSizes(shallowSize, tree, scratch);
  scratch.release(tree.order);
  progress('classes');
  const nodes = nodeClasses(graph, undefined, scratch);
  const sizes = classSizes(nodes, shallowSize, retainedSize, tree.dominator, scratch);
  const classes = nodes.classes.map((each, index) => ({ ...each, ...sizes[index] }));
  return {
    graph,
    retention: retained,
    retainers: retaining,
    distance,
    dominator: tree.dominator,
    shallowSize,
    retainedSize,
    classOf: nodes.classOf,
    classes,
  };
}
