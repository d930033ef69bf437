import type { HeapGraph } from '../heap/graph.js';
import { edgeTypeOf, follow, nodeNameOf, nodeTypeOf } from './edges.js';

/**
 * The names of a block's variables, by the index of the context's hidden edges; V8 writes names for functions only.
 */
export function blockVariables(graph: HeapGraph, context: number): readonly string[] {
  const scopeInfo = follow(graph, context, 'internal', 'scope_info');
  if (scopeInfo === -1) return [];
  const names: string[] = [];
  for (let edge = graph.firstEdge[scopeInfo]; edge < graph.firstEdge[scopeInfo + 1]; edge++) {
    const node = graph.edgeTo[edge];
    if (edgeTypeOf(graph, edge) === 'hidden' && nodeTypeOf(graph, node) === 'string')
      names.push(nodeNameOf(graph, node));
  }
  let slots = 0;
  for (let edge = graph.firstEdge[context]; edge < graph.firstEdge[context + 1]; edge++) {
    if (edgeTypeOf(graph, edge) === 'hidden') slots++;
  }
  // A variable that holds a small integer has no edge; which names the others have can then not be known.
  return names.length === slots ? names : [];
}
