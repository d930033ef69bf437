import { type Distances, distances, systemDistance } from './distances.js';
import { type Ephemerons, findEphemerons } from './ephemerons.js';
import type { HeapGraph } from './graph.js';

/** Bits of `Retention.flags`. */
export const pageOwned = 1;
export const ephemeronTable = 2;

/** What tells which edges retain, beyond their type. */
export interface Retention {
  /**
   * n: `pageOwned` is set for what the program owns, not for what only the debugger or V8 itself reach; `ephemeronTable` for the
   * table of a WeakMap.
   */
  readonly flags: Uint8Array;
  readonly ephemerons: Ephemerons;
  readonly weakType: number;
  readonly shortcutType: number;
  readonly internalType: number;
}

/** Finds what decides whether an edge retains. */
export function retention(
  graph: HeapGraph,
  ephemerons: Ephemerons = findEphemerons(graph.strings),
  reached: Distances = distances(graph, ephemerons),
): Retention {
  const flags = markPageOwned(graph, reached);
  markTables(graph, ephemerons, flags);
  return {
    flags,
    ephemerons,
    weakType: graph.edgeTypes.indexOf('weak'),
    shortcutType: graph.edgeTypes.indexOf('shortcut'),
    internalType: graph.edgeTypes.indexOf('internal'),
  };
}

/**
 * Tells whether an edge keeps what it leads to alive, as Chrome DevTools decides it for its dominator tree
 * (HeapSnapshot.ts, computeIsEssentialEdge): not weak edges, not self edges, not shortcuts except from the root, not the
 * edge from a WeakMap's table to a value (the one from the key counts), and nothing from V8's or the debugger's own nodes
 * to what the program owns, except from the root.
 */
export function retains(graph: HeapGraph, retention: Retention, from: number, edge: number): boolean {
  const { flags } = retention;
  const type = graph.edgeType[edge];
  const to = graph.edgeTo[edge];
  if (type === retention.weakType || to === from) return false;
  if ((flags[from] & ephemeronTable) !== 0 && type === retention.internalType) {
    if (retention.ephemerons.names.get(graph.edgeName[edge])?.tableId === graph.nodeId[from]) return false;
  }
  if (from === 0) return true;
  return type !== retention.shortcutType && (flags[to] & pageOwned) <= (flags[from] & pageOwned);
}

/**
 * Marks what is reached from the global objects (the root's shortcuts) and from documents, weak edges left out: what the
 * search for distances has found first, and what it has passed over.
 */
function markPageOwned(graph: HeapGraph, { distance, passedOver }: Distances): Uint8Array {
  const { nodeCount, firstEdge, edgeType, edgeTo, nodeType } = graph;
  const [weak, shortcut, element] = ['weak', 'shortcut', 'element'].map((type) => graph.edgeTypes.indexOf(type));
  const synthetic = graph.nodeTypes.indexOf('synthetic');
  const flags = new Uint8Array(nodeCount);
  const stack = [...passedOver];
  let sameStart = true;
  for (let edge = firstEdge[0]; edge < firstEdge[1]; edge++) {
    const node = edgeTo[edge];
    const trees = isDocumentTrees(graph, node);
    const isStart = edgeType[edge] === shortcut || (edgeType[edge] === element && trees);
    if (isStart) stack.push(node);
    if (isStart !== (nodeType[node] !== synthetic || trees)) sameStart = false;
  }
  if (sameStart && distance[0] === systemDistance) {
    for (let node = 0; node < nodeCount; node++) {
      if (distance[node] >= 0 && distance[node] < systemDistance) flags[node] = pageOwned;
    }
    flags[0] = 0;
  }
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (flags[node] === pageOwned) continue;
    flags[node] = pageOwned;
    const last = firstEdge[node + 1];
    for (let edge = firstEdge[node]; edge < last; edge++) {
      if (flags[edgeTo[edge]] === 0 && edgeType[edge] !== weak) stack.push(edgeTo[edge]);
    }
  }
  return flags;
}

function markTables({ nodeCount, nodeId }: HeapGraph, { names }: Ephemerons, flags: Uint8Array): void {
  const ids = new Set<number>();
  // Keeps most nodes from being looked up.
  const candidates = new Uint8Array(2 ** 14);
  for (const { tableId } of names.values()) {
    ids.add(tableId);
    candidates[(tableId >>> 1) & 0x3fff] = 1;
  }
  for (let node = 0; node < nodeCount; node++) {
    const id = nodeId[node];
    if (candidates[(id >>> 1) & 0x3fff] === 1 && ids.has(id)) flags[node] |= ephemeronTable;
  }
}

/** Tells whether a child of the root stands for the documents of a page. */
export function isDocumentTrees(graph: HeapGraph, node: number): boolean {
  return (
    graph.nodeTypes[graph.nodeType[node]] === 'synthetic' &&
    graph.strings.get(graph.nodeName[node]) === '(Document DOM trees)'
  );
}
