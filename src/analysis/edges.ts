import type { HeapGraph } from '../heap/graph.js';

/** Follows the first edge of `node` with this type and name; gives the node that it leads to, or -1. */
export function follow(graph: HeapGraph, node: number, type: string, name: string): number {
  for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
    if (edgeTypeOf(graph, edge) === type && graph.strings.get(graph.edgeName[edge]) === name) return graph.edgeTo[edge];
  }
  return -1;
}

/** The name of an edge’s type, as the snapshot’s meta lists them; `unknown` where it does not. */
export function edgeTypeOf(graph: HeapGraph, edge: number): string {
  return graph.edgeTypes[graph.edgeType[edge]] ?? 'unknown';
}

/** The name of a node’s type, as the snapshot’s meta lists them; `unknown` where it does not. */
export function nodeTypeOf(graph: HeapGraph, node: number): string {
  return graph.nodeTypes[graph.nodeType[node]] ?? 'unknown';
}

/** The name that V8 gave a node: of an object that of its constructor, of a string its text, as far as V8 wrote it. */
export function nodeNameOf(graph: HeapGraph, node: number): string {
  return graph.strings.get(graph.nodeName[node]);
}

/** The name of an edge, or the number of one that has no name. */
export function edgeNameOf(graph: HeapGraph, edge: number): string | number {
  const type = edgeTypeOf(graph, edge);
  const name = graph.edgeName[edge];
  return type === 'element' || type === 'hidden' || type === 'unknown' ? name : graph.strings.get(name);
}
