import { type Ephemerons, entryOf, namesEphemeron, nodesWithIds } from './ephemerons.js';
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
  const waiting = new Set<string>();
  const distance = scratch.int32(nodeCount).fill(unreachable);
  const queue = scratch.uint32(nodeCount);
  // One bit a node, so that what most edges ask for is in the cache.
  const visited = new Uint32Array((nodeCount >>> 5) + 1);

  let end = 0;
  for (let edge = firstEdge[0]; edge < firstEdge[1]; edge++) {
    const node = edgeTo[edge];
    if (((visited[node >>> 5] >>> (node & 31)) & 1) === 1) continue;
    if (nodeType[node] === synthetic && !isDocumentTrees(graph, node)) continue;
    visited[node >>> 5] |= 1 << (node & 31);
    distance[node] = 1;
    queue[end++] = node;
  }
  const hasGlobals = end > 0;
  const starts = [hasGlobals ? systemDistance : 0];
  for (let at = 0; ; at++) {
    if (at === end) {
      const start = starts.pop();
      if (start === undefined) break;
      distance[0] = start;
      visited[0] |= 1;
      queue[0] = 0;
      at = 0;
      end = 1;
    }
    const node = queue[at];
    const next = distance[node] + 1;
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
        if (namesEphemeron(ephemerons, edgeName[edge])) {
          const entry = entryOf(graph.strings.get(edgeName[edge]));
          if (!waiting.delete(entry)) {
            waiting.add(entry);
            continue;
          }
        }
      }
      visited[word] |= bit;
      distance[to] = next;
      queue[end++] = to;
    }
  }
  scratch.release(queue);
  return distance;
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
