import type { HeapGraph } from '../heap/graph.js';
import { edgeNameOf, edgeTypeOf, follow, nodeNameOf, nodeTypeOf } from './edges.js';
import type { Heap } from './heap.js';

/** An entry of a Map or Set by the edges to its parts; -1 for a part that is not in the snapshot, as a Set's value. */
export interface Entry {
  readonly key: number;
  readonly value: number;
}

/** The entries of a collection, and the hidden table that they are in. */
export interface Entries {
  readonly kind: 'Map' | 'Set';
  readonly table: number;
  readonly entries: readonly Entry[];
}

/** The fields before the buckets: how many entries there are, are deleted, and buckets. */
const headFields = 3;

/**
 * The entries of a Map or Set in the order of insertion; null for another node, and where V8 has another layout than is
 * known.
 */
export function entriesOf(heap: Heap, node: number): Entries | null {
  const { graph } = heap.analysis;
  const kind = nodeTypeOf(graph, node) === 'object' ? collectionKind(graph, node) : null;
  if (kind === null) return null;
  const table = follow(graph, node, 'internal', 'table');
  const width = kind === 'Map' ? 3 : 2;
  const first = table === -1 ? -1 : firstEntry(graph.selfSize[table], width);
  if (first === -1) return null;
  const entries = new Map<number, { key: number; value: number }>();
  for (let edge = graph.firstEdge[table]; edge < graph.firstEdge[table + 1]; edge++) {
    const field = edgeTypeOf(graph, edge) === 'internal' ? Number(edgeNameOf(graph, edge)) - first : Number.NaN;
    if (!(field >= 0)) continue;
    const at = Math.floor(field / width);
    const entry = entries.get(at) ?? { key: -1, value: -1 };
    entry[field % width === 0 ? 'key' : 'value'] = edge;
    entries.set(at, entry);
  }
  return { kind, table, entries: [...entries.values()] };
}

/** Whether an object is a Map or a Set, or of a class that extends one; null where it is neither. */
function collectionKind(graph: HeapGraph, node: number): Entries['kind'] | null {
  for (let at = node, links = 0; at !== -1 && links < MOST_LINKS; links++) {
    const maker = at === node ? -1 : follow(graph, at, 'property', 'constructor');
    const name = nodeNameOf(graph, maker === -1 ? at : maker);
    if (name === 'Map' || name === 'Set') return name;
    at = follow(graph, at, 'property', '__proto__');
  }
  return null;
}

/** Of a chain of prototypes that is longer, the rest is not looked at. */
const MOST_LINKS = 10;

/**
 * The field of a table at which its entries begin (V8: OrderedHashTable): after the head comes a field for each bucket,
 * and two entries a bucket, each of `width` fields. How many buckets there are is a small integer, which is in no
 * snapshot, but follows from the table's size in bytes. -1 for a size that no table has.
 */
function firstEntry(selfSize: number, width: number): number {
  for (const pointerBytes of [8, 4]) {
    const buckets = (selfSize / pointerBytes - 2 - headFields) / (1 + 2 * width);
    if (buckets >= 1 && Number.isInteger(Math.log2(buckets))) return headFields + buckets;
  }
  return -1;
}
