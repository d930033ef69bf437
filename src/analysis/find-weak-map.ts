import { tableIdOf } from '../heap/ephemerons.js';
import { edgeFrom } from '../heap/graph.js';
import { edgeNameOf, edgeTypeOf } from './edges.js';
import type { Heap } from './heap.js';

/** The WeakMap by whose entry the shortest path comes to a node; -1 where none does, or the snapshot does not tell. */
export function findWeakMap(heap: Heap, value: number): number {
  const { graph, retainers, retention } = heap.analysis;
  const tableId = tableIdOf(retention.ephemerons, graph.edgeName[heap.shortestPaths.edge[value]]);
  if (tableId === -1) return -1;
  const table = heap.nodeWithId(tableId);
  for (let at = retainers.firstRetainer[table]; at < retainers.firstRetainer[table + 1]; at++) {
    const edge = retainers.retainingEdge[at];
    if (edgeTypeOf(graph, edge) === 'internal' && edgeNameOf(graph, edge) === 'table') return edgeFrom(graph, edge);
  }
  return -1;
}
