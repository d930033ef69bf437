import { type Ephemerons, findEphemerons } from './ephemerons.js';
import type { HeapGraph } from './graph.js';

/** What tells which edges retain, beyond their type. */
export interface Retention {
  /** n: 1 for what the program owns, 0 for what only the debugger or V8 itself reach. */
  readonly pageOwned: Uint8Array;
  readonly ephemerons: Ephemerons;
  readonly weakType: number;
  readonly shortcutType: number;
  readonly internalType: number;
}

/** Finds what decides whether an edge retains. */
export function retention(graph: HeapGraph): Retention {
  return {
    pageOwned: pageOwned(graph),
    ephemerons: findEphemerons(graph.strings),
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
  const type = graph.edgeType[edge];
  const to = graph.edgeTo[edge];
  if (type === retention.weakType || to === from) return false;
  if (type === retention.internalType && isTableEntry(graph, retention.ephemerons, from, edge)) return false;
  if (from === 0) return true;
  return type !== retention.shortcutType && retention.pageOwned[to] <= retention.pageOwned[from];
}

/** Tells whether an internal edge is the one from a WeakMap's table to a value. */
export function isTableEntry(graph: HeapGraph, ephemerons: Ephemerons, from: number, edge: number): boolean {
  const name = graph.edgeName[edge];
  if (((ephemerons.isName[name >>> 5] >>> (name & 31)) & 1) === 0) return false;
  return ephemerons.names.get(name)?.tableId === graph.nodeId[from];
}

/** Marks what is reached from the global objects (the root's shortcuts) and from documents, weak edges left out. */
function pageOwned(graph: HeapGraph): Uint8Array {
  const { nodeCount, firstEdge, edgeType, edgeTo } = graph;
  const weak = graph.edgeTypes.indexOf('weak');
  const shortcut = graph.edgeTypes.indexOf('shortcut');
  const element = graph.edgeTypes.indexOf('element');
  const owned = new Uint8Array(nodeCount);
  const stack = new Uint32Array(nodeCount);
  let height = 0;
  for (let edge = firstEdge[0]; edge < firstEdge[1]; edge++) {
    const node = edgeTo[edge];
    const entry = edgeType[edge] === shortcut || (edgeType[edge] === element && isDocumentTrees(graph, node));
    if (!entry || owned[node] === 1) continue;
    owned[node] = 1;
    stack[height++] = node;
  }
  while (height > 0) {
    const node = stack[--height];
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
      const to = edgeTo[edge];
      if (owned[to] === 1 || edgeType[edge] === weak) continue;
      owned[to] = 1;
      stack[height++] = to;
    }
  }
  return owned;
}

/** Tells whether a child of the root stands for the documents of a page. */
export function isDocumentTrees(graph: HeapGraph, node: number): boolean {
  return (
    graph.nodeTypes[graph.nodeType[node]] === 'synthetic' &&
    graph.strings.get(graph.nodeName[node]) === '(Document DOM trees)'
  );
}
