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
  // One bit a node, so that what most edges ask for is in the cache.
  const visited = new Uint32Array((nodeCount >>> 5) + 1);
  let found = new Level(nodeCount);
  let level = new Level(nodeCount);

  for (let edge = firstEdge[0]; edge < firstEdge[1]; edge++) {
    const node = edgeTo[edge];
    if (((visited[node >>> 5] >>> (node & 31)) & 1) === 1) continue;
    if (nodeType[node] === synthetic && !isDocumentTrees(graph, node)) continue;
    visited[node >>> 5] |= 1 << (node & 31);
    found.add(node);
  }
  const rootDistance = found.count > 0 ? systemDistance : 0;
  search(1);
  visited[0] |= 1;
  found.add(0);
  search(rootDistance);
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

  /** Searches from what was found, which is so far away. */
  function search(start: number): void {
    for (let far = start; found.count > 0; far++) {
      [level, found] = [found, level];
      while (level.count > 0) {
        const taken = level.take();
        for (let at = 0; at < taken; at++) visit(level.nodes[at], far);
      }
    }
  }

  function visit(node: number, far: number): void {
    distance[node] = far;
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
      found.add(to);
    }
  }
}

/**
 * The nodes that are equally far away. Few are listed; many are set in n bits, so that they are taken in the order in
 * which their edges lie in memory.
 */
class Level {
  count = 0;
  /** What was taken last, at its front; until then what was added, as long as that is not more. */
  readonly nodes: Uint32Array;
  readonly #bits: Uint32Array;
  #isInBits = false;
  /** The words of the bits before this one were taken. */
  #word = 0;

  constructor(nodeCount: number) {
    this.#bits = new Uint32Array((nodeCount >>> 5) + 1);
    this.nodes = new Uint32Array((this.#bits.length >>> 2) + 32);
  }

  add(node: number): void {
    if (this.count < this.nodes.length) {
      this.nodes[this.count] = node;
    } else {
      if (!this.#isInBits) for (const listed of this.nodes) this.#set(listed);
      this.#isInBits = true;
      this.#set(node);
    }
    this.count++;
  }

  /** Takes some nodes into `nodes`, and gives how many. Nothing may be added before all were taken. */
  take(): number {
    let taken = this.#isInBits ? 0 : this.count;
    while (taken < this.count && taken + 32 <= this.nodes.length) {
      for (let rest = this.#bits[this.#word]; rest !== 0; rest &= rest - 1) {
        this.nodes[taken++] = 32 * this.#word + 31 - Math.clz32(rest & -rest);
      }
      this.#bits[this.#word++] = 0;
    }
    this.count -= taken;
    if (this.count === 0) {
      this.#isInBits = false;
      this.#word = 0;
    }
    return taken;
  }

  #set(node: number): void {
    this.#bits[node >>> 5] |= 1 << (node & 31);
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
