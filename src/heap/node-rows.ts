import { readNodes } from './fast-rows.js';
import type { SnapshotHeader } from './header.js';
import { float64Array, uint8Array, uint32Array } from './memory.js';
import type { RowSink } from './number-rows.js';

/** Collects the section `nodes`. */
export class NodeRows implements RowSink {
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
  readonly #type: number;
  readonly #name: number;
  readonly #id: number;
  readonly #selfSize: number;
  readonly #edgeCountField: number;
  /** Where in a row the detachedness stands, -1 if nowhere. */
  readonly detachednessField: number;

  constructor({ nodeCount, edgeCount, nodeFields }: SnapshotHeader) {
    this.fieldCount = nodeFields.length;
    this.nodeCount = nodeCount;
    this.edgeCount = edgeCount;
    this.nodeType = uint8Array(nodeCount);
    this.nodeName = uint32Array(nodeCount);
    this.nodeId = uint32Array(nodeCount);
    this.selfSize = uint32Array(nodeCount);
    this.detachedness = uint8Array(nodeCount);
    this.firstEdge = uint32Array(nodeCount + 1);
    this.#type = nodeFields.indexOf('type');
    this.#name = nodeFields.indexOf('name');
    this.#id = nodeFields.indexOf('id');
    this.#selfSize = nodeFields.indexOf('self_size');
    this.#edgeCountField = nodeFields.indexOf('edge_count');
    this.detachednessField = nodeFields.indexOf('detachedness');
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
