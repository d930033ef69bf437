import type { HeapGraph } from '../heap/graph.js';
import type { Retention } from '../heap/retention.js';

/**
 * Gives a function that tells whether an edge belongs to an entry of a WeakMap: it leads from the key, or the map's
 * table, to the value.
 */
export function weakMapEntries(graph: HeapGraph, { ephemerons, internalType }: Retention): (edge: number) => boolean {
  const { edgeType, edgeName } = graph;
  // One bit a string: there are many edges to look at.
  const isName = new Uint32Array((graph.strings.count >>> 5) + 1);
  for (const name of ephemerons.names) isName[name >>> 5] |= 1 << (name & 31);
  return (edge) =>
    edgeType[edge] === internalType && ((isName[edgeName[edge] >>> 5] >>> (edgeName[edge] & 31)) & 1) === 1;
}
