import type { HeapGraph } from '../heap/graph.js';
import { nodeNameOf, nodeTypeOf } from './edges.js';

/** Tells whether a program's author would know of a node: not V8's own parts, nor its functions without name and place. */
export function isVisible(graph: HeapGraph, node: number): boolean {
  switch (nodeTypeOf(graph, node)) {
    case 'hidden':
    case 'array':
    case 'code':
    case 'object shape':
      return false;
    case 'closure':
      // The resolve and await functions of promises have neither.
      return graph.locations.ofNode[node] > 0 || nodeNameOf(graph, node) !== '';
    case 'object':
    case 'native':
      return !nodeNameOf(graph, node).startsWith('system / ');
    default:
      return true;
  }
}
