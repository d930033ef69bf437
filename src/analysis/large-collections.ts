import type { HeapGraph } from '../heap/graph.js';
import { follow, nodeTypeOf } from './edges.js';
import { entriesOf } from './entries.js';
import type { Heap } from './heap.js';

/** A Map or Set, or a plain object that is used as one. */
export interface LargeCollection {
  readonly node: number;
  /** How many entries there are, of which the snapshot has any part. */
  readonly entries: number;
}

/** What an entry takes at least, bytes. */
const ENTRY_BYTES = 16;

/** The `most` collections with most entries, of those that have `fewest` at least; arrays are left out. */
export function largeCollections(heap: Heap, fewest: number, most: number): LargeCollection[] {
  const { graph } = heap.analysis;
  const [map, set] = ['Map', 'Set'].map((name) => graph.strings.indexOf(name));
  const found: LargeCollection[] = [];
  for (let node = 0; node < graph.nodeCount; node++) {
    if (nodeTypeOf(graph, node) !== 'object' || heap.consoleObjects.has[node] === 1) continue;
    const isTable = graph.nodeName[node] === map || graph.nodeName[node] === set;
    const entries = isTable ? entriesInTable(heap, node, fewest) : propertiesOf(graph, node, fewest);
    if (entries >= fewest) found.push({ node, entries });
  }
  return found.sort((a, b) => b.entries - a.entries).slice(0, most);
}

function entriesInTable(heap: Heap, node: number, fewest: number): number {
  const { graph } = heap.analysis;
  const table = follow(graph, node, 'internal', 'table');
  if (table === -1 || graph.selfSize[table] < fewest * ENTRY_BYTES) return 0;
  return entriesOf(heap, node)?.entries.length ?? 0;
}

function propertiesOf(graph: HeapGraph, node: number, fewest: number): number {
  const [first, end] = [graph.firstEdge[node], graph.firstEdge[node + 1]];
  if (end - first < fewest) return 0;
  const [property, proto] = [graph.edgeTypes.indexOf('property'), graph.strings.indexOf('__proto__')];
  let count = 0;
  for (let edge = first; edge < end; edge++) {
    if (graph.edgeType[edge] === property && graph.edgeName[edge] !== proto) count++;
  }
  return count;
}
