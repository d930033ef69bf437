import { uint32Array } from './memory.js';
import type { SnapshotStrings } from './strings.js';

/**
 * A heap snapshot as a graph, in flat typed arrays: what the parser gives, and what all analysis takes.
 *
 * Nodes and edges are known by their ordinal (position in the file, from 0); node 0 is the root. n is `nodeCount`, e is
 * `edgeCount`. The edges of node v are those from `firstEdge[v]` up to, not including, `firstEdge[v + 1]`.
 */
export interface HeapGraph {
  readonly nodeCount: number;
  readonly edgeCount: number;
  /** Names of the node types; `nodeType` indexes it. A type that the file does not name is `unknown`. */
  readonly nodeTypes: readonly string[];
  /** Names of the edge types; `edgeType` indexes it. */
  readonly edgeTypes: readonly string[];
  /** n: index into `nodeTypes`. */
  readonly nodeType: Uint8Array;
  /** n: index into `strings`. */
  readonly nodeName: Uint32Array;
  /** n: V8's node id (`@123`), which an object keeps from one snapshot of a process to the next. */
  readonly nodeId: Uint32Array;
  /** n: bytes of the node alone, as V8 wrote them (`self_size`); a Float64Array where one of them is 4 GiB or more. */
  readonly selfSize: Uint32Array | Float64Array;
  /** n: 0 unknown, 1 attached, 2 detached (V8's `EmbedderGraph::Node::Detachedness`). */
  readonly detachedness: Uint8Array;
  /** n + 1: ordinal of each node's first edge. */
  readonly firstEdge: Uint32Array;
  /** The node that edge 0, 16, 32 and so on starts at, and the last node: see `edgeFrom`. */
  readonly nodeOfBlock: Uint32Array;
  /** e: index into `edgeTypes`. */
  readonly edgeType: Uint8Array;
  /** e: index into `strings`, or for edges without a string name (see `hasStringName`) the number itself. */
  readonly edgeName: Uint32Array;
  /** e: ordinal of the node that the edge leads to. */
  readonly edgeTo: Uint32Array;
  readonly strings: SnapshotStrings;
  readonly locations: Locations;
  /** Bytes that V8 counts outside of all nodes (from Node 24 on; 0 where the file does not tell). */
  readonly extraNativeBytes: number;
  /** Whether the file says that the contents of its strings are hidden: those of one length are then one text. */
  readonly isRedacted: boolean;
  /**
   * Whether the file says that a forked child took it: it has numbered what had no node id at the fork, and nobody else
   * knows of that.
   */
  readonly isForked: boolean;
}

/** Where functions, and the constructors of objects, stand in their scripts. */
export interface Locations {
  /** n: index into the three arrays below, 0 for a node without location; or empty where the file has none at all. */
  readonly ofNode: Uint16Array | Uint32Array;
  /** One entry a distinct location; entry 0 is none. */
  readonly scriptId: readonly number[];
  /** From 0. */
  readonly line: readonly number[];
  /** From 0. */
  readonly column: readonly number[];
}

/** One location in a script; line and column from 0. */
export interface Location {
  readonly scriptId: number;
  readonly line: number;
  readonly column: number;
}

/** Gives the location of a node, or null if the file tells none. */
export function locationOf({ locations }: HeapGraph, node: number): Location | null {
  const index = locations.ofNode[node] ?? 0;
  if (index === 0) return null;
  return { scriptId: locations.scriptId[index], line: locations.line[index], column: locations.column[index] };
}

/** Tells for each edge type (256 entries, 0 or 1) whether its edges are named by a string, not by a number. */
export function hasStringName(edgeTypes: readonly string[]): Uint8Array {
  const result = new Uint8Array(256);
  edgeTypes.forEach((name, type) => {
    result[type] = name === 'element' || name === 'hidden' || name === 'unknown' ? 0 : 1;
  });
  return result;
}

const blockEdges = 16;

/** Gives `nodeOfBlock` of a graph with n = `firstEdge.length` - 1 nodes. */
export function nodesOfBlocks(firstEdge: Uint32Array): Uint32Array {
  const nodeCount = firstEdge.length - 1;
  const blocks = Math.ceil(firstEdge[nodeCount] / blockEdges);
  const nodeOfBlock = uint32Array(blocks + 1);
  for (let block = 0, node = 0; block < blocks; block++) {
    while (firstEdge[node + 1] <= block * blockEdges) node++;
    nodeOfBlock[block] = node;
  }
  nodeOfBlock[blocks] = nodeCount - 1;
  return nodeOfBlock;
}

/** Finds the node that an edge starts at: mostly among a few, always in O(log n). */
export function edgeFrom({ firstEdge, nodeOfBlock }: HeapGraph, edge: number): number {
  const block = (edge / blockEdges) >>> 0;
  let low = nodeOfBlock[block];
  let high = nodeOfBlock[block + 1];
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (firstEdge[middle] <= edge) low = middle;
    else high = middle - 1;
  }
  return low;
}
