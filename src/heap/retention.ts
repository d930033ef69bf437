import { type Ephemerons, nodesWithIds, tableIdOf } from './ephemerons.js';
import type { HeapGraph } from './graph.js';
import { uint8Array } from './memory.js';

/** A bit of `Retention.flags`: the program owns the node, not only the debugger or V8. */
export const pageOwned = 1;
/** A bit of `Retention.flags`: the node is the table of a WeakMap. */
export const ephemeronTable = 2;

/** What tells which edges retain, beyond their type. */
export interface Retention {
  /**
   * n: `pageOwned` is set for what the program owns, not for what only the debugger or V8 itself reach;
   * `ephemeronTable` for the table of a WeakMap.
   */
  readonly flags: Uint8Array;
  readonly ephemerons: Ephemerons;
  readonly weakType: number;
  readonly shortcutType: number;
  readonly internalType: number;
}

/**
 * Finds what decides whether an edge retains, but for what the page owns: nothing is marked so yet. See `depthFirst`.
 */
export function retention(graph: HeapGraph, ephemerons: Ephemerons): Retention {
  return {
    flags: markTables(graph, ephemerons),
    ephemerons,
    weakType: graph.edgeTypes.indexOf('weak'),
    shortcutType: graph.edgeTypes.indexOf('shortcut'),
    internalType: graph.edgeTypes.indexOf('internal'),
  };
}

/**
 * Tells whether an edge keeps what it leads to alive, as Chrome DevTools decides it for its dominator tree
 * (HeapSnapshot.ts, computeIsEssentialEdge): not weak edges, not self edges, not shortcuts except from the root, not
 * the edge from a WeakMap's table to a value (the one from the key counts), and nothing from V8's or the debugger's own
 * nodes to what the program owns, except from the root.
 */
export function retains(graph: HeapGraph, retention: Retention, from: number, edge: number): boolean {
  const { flags } = retention;
  const type = graph.edgeType[edge];
  const to = graph.edgeTo[edge];
  if (type === retention.weakType || to === from) return false;
  if ((flags[from] & ephemeronTable) !== 0 && type === retention.internalType) {
    if (tableIdOf(retention.ephemerons, graph.edgeName[edge]) === graph.nodeId[from]) return false;
  }
  if (from === 0) return true;
  return type !== retention.shortcutType && (flags[to] & pageOwned) <= (flags[from] & pageOwned);
}

/**
 * Gives the nodes from which the page owns all that they reach: global objects (the root's shortcuts), and documents.
 */
export function pageStarts(graph: HeapGraph): number[] {
  const { firstEdge, edgeType, edgeTo } = graph;
  const [shortcut, element] = ['shortcut', 'element'].map((type) => graph.edgeTypes.indexOf(type));
  const starts: number[] = [];
  for (let edge = firstEdge[0]; edge < firstEdge[1]; edge++) {
    const type = edgeType[edge];
    if (type === shortcut || (type === element && isDocumentTrees(graph, edgeTo[edge]))) starts.push(edgeTo[edge]);
  }
  return starts;
}

/**
 * Marks these nodes, and what is reached from them over any edges but weak ones, as owned by the page. Empties the
 * list.
 */
export function markPageOwned(graph: HeapGraph, retention: Retention, nodes: number[]): void {
  const { firstEdge, edgeType, edgeTo } = graph;
  const { flags, weakType } = retention;
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    if ((flags[node] & pageOwned) !== 0) continue;
    flags[node] |= pageOwned;
    const last = firstEdge[node + 1];
    for (let edge = firstEdge[node]; edge < last; edge++) {
      if ((flags[edgeTo[edge]] & pageOwned) === 0 && edgeType[edge] !== weakType) nodes.push(edgeTo[edge]);
    }
  }
}

/** Gives n flags, of which those of the tables of WeakMaps are set. */
function markTables(graph: HeapGraph, { tableIds }: Ephemerons): Uint8Array {
  const flags = uint8Array(graph.nodeCount);
  const tables = nodesWithIds(graph, tableIds);
  for (let word = 0; word < tables.length; word++) {
    for (let bits = tables[word]; bits !== 0; bits &= bits - 1) {
      flags[32 * word + 31 - Math.clz32(bits & -bits)] = ephemeronTable;
    }
  }
  return flags;
}

/** Tells whether a child of the root stands for the documents of a page. */
export function isDocumentTrees(graph: HeapGraph, node: number): boolean {
  return (
    graph.nodeTypes[graph.nodeType[node]] === 'synthetic' &&
    graph.strings.get(graph.nodeName[node]) === '(Document DOM trees)'
  );
}
