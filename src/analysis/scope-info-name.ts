import type { HeapGraph } from '../heap/graph.js';
import { edgeTypeOf, nodeNameOf, nodeTypeOf } from './edges.js';

/**
 * The name of the function whose variables a context holds, by its ScopeInfo (V8: the names of the variables, then that
 * of the function), which lives longer than the function. Empty where it has none, and where numbers among the
 * variables, of which a snapshot has no edges, make it unclear which name is the last.
 */
export function nameInScopeInfo(graph: HeapGraph, context: number, scopeInfo: number): string {
  let variables = 0;
  for (let edge = graph.firstEdge[context]; edge < graph.firstEdge[context + 1]; edge++) {
    if (edgeTypeOf(graph, edge) === 'context') variables++;
  }
  const names: string[] = [];
  for (let edge = graph.firstEdge[scopeInfo]; edge < graph.firstEdge[scopeInfo + 1]; edge++) {
    const to = graph.edgeTo[edge];
    if (edgeTypeOf(graph, edge) === 'hidden' && /string/.test(nodeTypeOf(graph, to))) names.push(nodeNameOf(graph, to));
  }
  return names.length === variables + 1 ? names[variables] : '';
}
