import type { HeapGraph } from '../heap/graph.js';
import { nodeTypeOf } from './edges.js';
import { entriesOf } from './entries.js';
import type { Heap } from './heap.js';
import { groupByPath } from './path-groups.js';
import { describeGroup, type RetainingPath } from './retaining.js';

/** Arrays, Maps or Sets that are held in the same way, and have memory for far more than they hold. */
export interface SpareRoom {
  /** How many they are. */
  readonly count: number;
  /** What their memory takes that holds nothing, or small integers, which are in no snapshot. */
  readonly spareBytes: number;
  /** What holds them; the last step is one of them. */
  readonly holder: RetainingPath;
}

/** What holds more than this share of what it has room for is as large as V8 makes it to grow on. */
const MOST_USED = 0.25;
const POINTER_BYTES = 8;
/** The table of a Map with room for four entries, of a Set it is smaller. */
const SMALLEST_TABLE = 152;
/** A map and a length come before the elements of V8's arrays. */
const HEADER_BYTES = 16;

/**
 * Finds collections whose memory is mostly unused, by what holds them; those that waste most first. An array that was
 * made by one `push` has room for 17, a Map or Set without entries for four. Arrays of which no element is in the
 * snapshot are left out: they may be full of numbers.
 */
export function spareRoom(heap: Heap, most: number): SpareRoom[] {
  const { graph } = heap.analysis;
  const names = ['Array', 'Map', 'Set'].map((name) => graph.strings.indexOf(name));
  const spare = new Map<number, number>();
  for (let node = 0; node < graph.nodeCount; node++) {
    const kind = names.indexOf(graph.nodeName[node]);
    if (kind === -1 || nodeTypeOf(graph, node) !== 'object' || heap.consoleObjects.has[node] === 1) continue;
    const bytes = kind === 0 ? spareOfArray(graph, node) : spareOfTable(heap, node);
    if (bytes > 0) spare.set(node, bytes);
  }
  const groups = groupByPath(spare.keys(), heap.readablePaths, (node) => spare.get(node)!);
  return groups.slice(0, most).map((group) => ({
    count: group.count,
    spareBytes: group.retainedBytes,
    holder: describeGroup(heap, group),
  }));
}

function spareOfArray(graph: HeapGraph, node: number): number {
  const { firstEdge, edgeType, edgeTypes, edgeName, edgeTo, strings, selfSize } = graph;
  const [element, internal] = [edgeTypes.indexOf('element'), edgeTypes.indexOf('internal')];
  let length = 0;
  let store = -1;
  for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
    if (edgeType[edge] === element) length = Math.max(length, edgeName[edge] + 1);
    else if (edgeType[edge] === internal && strings.get(edgeName[edge]) === 'elements') store = edgeTo[edge];
  }
  if (length === 0 || store === -1) return 0;
  const capacity = (selfSize[store] - HEADER_BYTES) / POINTER_BYTES;
  return length <= MOST_USED * capacity ? (capacity - length) * POINTER_BYTES : 0;
}

function spareOfTable(heap: Heap, node: number): number {
  const found = entriesOf(heap, node);
  if (found === null || found.entries.length > 0) return 0;
  const bytes = heap.analysis.graph.selfSize[found.table];
  // A larger one is full of numbers: V8 makes a table smaller when entries are deleted.
  return bytes <= SMALLEST_TABLE ? bytes : 0;
}
