import { type Ephemerons, indexOfName, nodesWithIds } from './ephemerons.js';
import type { HeapGraph } from './graph.js';
import { isDocumentTrees } from './retention.js';
import type { Scratch } from './scratch.js';

/** The distance of what no path leads to. */
export const unreachable = -5;

/** What only GC roots reach, not the program's global objects, has this added to its distance. */
export const systemDistance = 100_000_000;

/**
 * Counts for each node the edges of the shortest path from a global object (distance 1) or, where there is none, from
 * the root, as Chrome DevTools does (HeapSnapshot.ts, calculateDistances): weak edges do not count, links between V8's
 * maps neither, and the value of a WeakMap's entry is as far as the farther of key and map.
 */
export function distances(graph: HeapGraph, ephemerons: Ephemerons, scratch: Scratch): Int32Array {
  const { nodeCount, firstEdge, edgeTo, edgeType, edgeName, nodeType } = graph;
  const weak = graph.edgeTypes.indexOf('weak');
  const internal = graph.edgeTypes.indexOf('internal');
  const synthetic = graph.nodeTypes.indexOf('synthetic');
  const linksMaps = nodesThatLinkMaps(graph);
  const isValue = nodesWithIds(graph, ephemerons.valueIds);
  /** By the id of the key, the tables in which it has an entry one of whose edges was met. */
  const waiting = new Map<number, number[]>();
  const distance = scratch.int32(nodeCount).fill(unreachable);
  const queue = scratch.uint32(nodeCount);
  // One bit a node, so that what most edges ask for is in the cache.
  const visited = new Uint32Array((nodeCount >>> 5) + 1);
  const inLevel = new Uint32Array(visited.length);

  let end = 0;
  for (let edge = firstEdge[0]; edge < firstEdge[1]; edge++) {
    const node = edgeTo[edge];
    if (((visited[node >>> 5] >>> (node & 31)) & 1) === 1) continue;
    if (nodeType[node] === synthetic && !isDocumentTrees(graph, node)) continue;
    visited[node >>> 5] |= 1 << (node & 31);
    queue[end++] = node;
  }
  const rootDistance = end > 0 ? systemDistance : 0;
  if (end > 0) search(1);
  visited[0] |= 1;
  queue[0] = 0;
  end = 1;
  search(rootDistance);
  scratch.release(queue);
  return distance;

  /** Tells whether an edge of an entry is the first of its two. */
  function isFirst(keyId: number, tableId: number): boolean {
    const tables = waiting.get(keyId);
    const at = tables?.indexOf(tableId) ?? -1;
    if (tables === undefined) waiting.set(keyId, [tableId]);
    else if (at === -1) tables.push(tableId);
    else if (tables.length === 1) waiting.delete(keyId);
    else tables.splice(at, 1);
    return at === -1;
  }

  /** Searches from the nodes of the queue, which are so far away. */
  function search(start: number): void {
    let level = start;
    for (let at = 0; at < end; level++) {
      const next = end;
      sortLevel(queue, at, next, inLevel);
      for (; at < next; at++) {
        const node = queue[at];
        distance[node] = level;
        const isSpecial = ((linksMaps[node >>> 5] >>> (node & 31)) & 1) === 1;
        const last = firstEdge[node + 1];
        for (let edge = firstEdge[node]; edge < last; edge++) {
          const to = edgeTo[edge];
          const word = to >>> 5;
          const bit = 1 << (to & 31);
          if ((visited[word] & bit) !== 0) continue;
          const type = edgeType[edge];
          if (type === weak) continue;
          if (isSpecial && isMapLink(graph, node, edge)) continue;
          if (type === internal && (isValue[word] & bit) !== 0) {
            // The first of the two edges to a value is passed over, so that the second sets the distance.
            const entry = indexOfName(ephemerons, edgeName[edge]);
            if (entry !== -1 && isFirst(ephemerons.keyIds[entry], ephemerons.tableIds[entry])) continue;
          }
          visited[word] |= bit;
          queue[end++] = to;
        }
      }
    }
  }
}

/**
 * Puts the nodes of a level into the order in which their edges lie in memory, where the level is so large that this
 * takes less time than it saves. `bits` is n bits, all 0 before and after.
 */
function sortLevel(queue: Uint32Array, start: number, end: number, bits: Uint32Array): void {
  if (end - start < bits.length / 4) return;
  for (let at = start; at < end; at++) bits[queue[at] >>> 5] |= 1 << (queue[at] & 31);
  for (let word = 0, at = start; at < end; word++) {
    for (let rest = bits[word]; rest !== 0; rest &= rest - 1) queue[at++] = 32 * word + 31 - Math.clz32(rest & -rest);
    bits[word] = 0;
  }
}

/** Finds the nodes of which `isMapLink` asks. Gives n bits, 32 to a word. */
function nodesThatLinkMaps({ nodeCount, nodeName, strings }: HeapGraph): Uint32Array {
  const descriptors = strings.indexOf('(map descriptors)');
  const nativeContext = strings.indexOf('system / NativeContext');
  const found = new Uint32Array((nodeCount >>> 5) + 1);
  for (let node = 0; node < nodeCount; node++) {
    const name = nodeName[node];
    if (name === descriptors || name === nativeContext) found[node >>> 5] |= 1 << (node & 31);
  }
  return found;
}

/**
 * Tells whether an edge of a `(map descriptors)` or `system / NativeContext` node links V8's maps with each other. Maps
 * may share descriptors, so that such a link may be of another map (crbug.com/413608).
 */
function isMapLink(
  { nodeType, nodeTypes, nodeName, edgeName, edgeType, edgeTypes, strings }: HeapGraph,
  node: number,
  edge: number,
): boolean {
  const type = edgeTypes[edgeType[edge]];
  const text = type === 'element' || type === 'hidden' ? String(edgeName[edge]) : strings.get(edgeName[edge]);
  const nodeTypeName = nodeTypes[nodeType[node]];
  if (nodeTypeName === 'hidden')
    return text === 'sloppy_function_map' && strings.get(nodeName[node]) === 'system / NativeContext';
  if (nodeTypeName !== 'array' || strings.get(nodeName[node]) !== '(map descriptors)') return false;
  const index = Number.parseInt(text, 10);
  return !(index < 2 || index % 3 !== 1);
}
