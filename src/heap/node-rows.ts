import { readNodes } from './fast-rows.js';
import type { HeapGraph } from './graph.js';
import type { SnapshotHeader } from './header.js';
import { float64Array, uint8Array, uint32Array } from './memory.js';
import type { BlockSink } from './row-block.js';

/** What a graph holds of its nodes, see `HeapGraph`. */
export type NodeColumns = Pick<
  HeapGraph,
  'nodeType' | 'nodeName' | 'nodeId' | 'selfSize' | 'detachedness' | 'firstEdge'
>;

/** The nodes of a snapshot, and the greatest of their types and names. */
export interface NodeArrays extends NodeColumns {
  readonly nodeCount: number;
  readonly maxType: number;
  readonly maxName: number;
}

/** Columns for so many nodes. */
export function nodeColumns(nodeCount: number): NodeColumns {
  return {
    nodeType: uint8Array(nodeCount),
    nodeName: uint32Array(nodeCount),
    nodeId: uint32Array(nodeCount),
    selfSize: uint32Array(nodeCount),
    detachedness: uint8Array(nodeCount),
    firstEdge: uint32Array(nodeCount + 1),
  };
}

/** Collects the section `nodes`. */
export class NodeRows implements BlockSink, NodeArrays {
  readonly name = 'nodes';
  readonly fieldCount: number;
  readonly nodeCount: number;
  readonly nodeType: Uint8Array;
  readonly nodeName: Uint32Array;
  readonly nodeId: Uint32Array;
  readonly detachedness: Uint8Array;
  readonly firstEdge: Uint32Array;
  selfSize: Uint32Array | Float64Array;
  /** Nodes read so far. */
  read = 0;
  maxType = 0;
  maxName = 0;
  /** The edges that the header tells of. */
  readonly edgeCount: number;
  /** The edges of the nodes read so far. */
  edges = 0;
  readonly #canWiden: boolean;
  readonly #type: number;
  readonly #name: number;
  readonly #id: number;
  readonly #selfSize: number;
  readonly #edgeCountField: number;
  /** Where in a row the detachedness stands, -1 if nowhere. */
  readonly detachednessField: number;

  /** Puts the nodes into these columns, in which sizes are below 4 GiB, or into new ones. */
  constructor({ nodeCount, edgeCount, nodeFields }: SnapshotHeader, columns?: NodeColumns) {
    const { nodeType, nodeName, nodeId, selfSize, detachedness, firstEdge } = columns ?? nodeColumns(nodeCount);
    this.#canWiden = columns === undefined;
    this.fieldCount = nodeFields.length;
    this.nodeCount = nodeCount;
    this.edgeCount = edgeCount;
    this.nodeType = nodeType;
    this.nodeName = nodeName;
    this.nodeId = nodeId;
    this.selfSize = selfSize;
    this.detachedness = detachedness;
    this.firstEdge = firstEdge;
    this.#type = nodeFields.indexOf('type');
    this.#name = nodeFields.indexOf('name');
    this.#id = nodeFields.indexOf('id');
    this.#selfSize = nodeFields.indexOf('self_size');
    this.#edgeCountField = nodeFields.indexOf('edge_count');
    this.detachednessField = nodeFields.indexOf('detachedness');
  }

  clear(): void {
    this.detachedness.fill(0, 0, this.read);
    this.read = 0;
    this.edges = 0;
    this.maxType = 0;
    this.maxName = 0;
  }

  goOn(read: number, edges: number): void {
    this.read = read;
    this.edges = edges;
  }

  isPlausible(): boolean {
    // The ids of objects are odd, and each has its own.
    for (let node = 0; node < this.read; node++) {
      if ((this.nodeId[node] & 1) === 0 || (node > 0 && this.nodeId[node] === this.nodeId[node - 1])) return false;
    }
    return true;
  }

  append(block: NodeRows): void {
    const { read: first, edges } = this;
    this.nodeType.set(block.nodeType.subarray(0, block.read), first);
    this.nodeName.set(block.nodeName.subarray(0, block.read), first);
    this.nodeId.set(block.nodeId.subarray(0, block.read), first);
    this.selfSize.set(block.selfSize.subarray(0, block.read), first);
    for (let node = 0; node < block.read; node++) {
      // Mostly 0: what is not written to of fresh memory takes none.
      if (block.detachedness[node] !== 0) this.detachedness[first + node] = block.detachedness[node];
      this.firstEdge[first + node + 1] = edges + block.firstEdge[node + 1];
    }
    this.read += block.read;
    this.edges += block.edges;
    this.maxType = Math.max(this.maxType, block.maxType);
    this.maxName = Math.max(this.maxName, block.maxName);
  }

  row(values: Float64Array): string | null {
    const node = this.read;
    if (node === this.nodeCount) return `more than the ${this.nodeCount} that "node_count" tells`;
    const name = values[this.#name];
    const id = values[this.#id];
    const selfSize = values[this.#selfSize];
    if (name >= 2 ** 32 || id >= 2 ** 32) return 'a number is too large';
    const edges = this.edges + values[this.#edgeCountField];
    if (edges > this.edgeCount) return `they have more than the ${this.edgeCount} edges that "edge_count" tells`;
    const type = Math.min(values[this.#type], 255);
    this.maxType = Math.max(this.maxType, type);
    this.maxName = Math.max(this.maxName, name);
    this.nodeType[node] = type;
    this.nodeName[node] = name;
    this.nodeId[node] = id;
    if (selfSize >= 2 ** 32 && this.selfSize instanceof Uint32Array) {
      if (!this.#canWiden) return 'a node is larger than 4 GiB';
      const sizes = float64Array(this.nodeCount);
      sizes.set(this.selfSize);
      this.selfSize = sizes;
    }
    this.selfSize[node] = selfSize;
    if (this.detachednessField >= 0 && values[this.detachednessField] !== 0)
      this.detachedness[node] = values[this.detachednessField];
    this.edges = edges;
    this.firstEdge[node + 1] = edges;
    this.read++;
    return null;
  }

  rows(chunk: Uint8Array, at: number): number {
    if (this.#type !== 0 || this.#name !== 1 || this.#id !== 2 || this.#selfSize !== 3 || this.#edgeCountField !== 4) {
      return at;
    }
    return readNodes(chunk, at, this);
  }

  /** What is wrong with the whole, or null. */
  problem(): string | null {
    if (this.read === 0) return 'there are none';
    if (this.read < this.nodeCount) return `${this.read} instead of the ${this.nodeCount} that "node_count" tells`;
    if (this.edges < this.edgeCount) {
      return `they have ${this.edges} edges instead of the ${this.edgeCount} that "edge_count" tells`;
    }
    return null;
  }
}
