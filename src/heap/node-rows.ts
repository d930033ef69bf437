import type { SnapshotHeader } from './header.js';
import { float64Array, uint8Array, uint32Array } from './memory.js';
import { comma, maxDigits, newline, type RowSink } from './number-rows.js';

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
  readonly #edgeCount: number;
  #edges = 0;
  readonly #type: number;
  readonly #name: number;
  readonly #id: number;
  readonly #selfSize: number;
  readonly #edgeCountField: number;
  readonly #detachedness: number;

  constructor({ nodeCount, edgeCount, nodeFields }: SnapshotHeader) {
    this.fieldCount = nodeFields.length;
    this.nodeCount = nodeCount;
    this.#edgeCount = edgeCount;
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
    this.#detachedness = nodeFields.indexOf('detachedness');
  }

  row(values: Float64Array): string | null {
    const node = this.read;
    if (node === this.nodeCount) return `more than the ${this.nodeCount} that "node_count" tells`;
    const name = values[this.#name];
    const id = values[this.#id];
    const selfSize = values[this.#selfSize];
    if (name >= 2 ** 32 || id >= 2 ** 32) return 'a number is too large';
    const edges = this.#edges + values[this.#edgeCountField];
    if (edges > this.#edgeCount) return `they have more than the ${this.#edgeCount} edges that "edge_count" tells`;
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
    if (this.#detachedness >= 0 && values[this.#detachedness] !== 0)
      this.detachedness[node] = values[this.#detachedness];
    this.#edges = edges;
    this.firstEdge[node + 1] = edges;
    this.read++;
    return null;
  }

  rows(chunk: Uint8Array, at: number): number {
    const { nodeType, nodeName, nodeId, selfSize, firstEdge, nodeCount, fieldCount } = this;
    if (this.#type !== 0 || this.#name !== 1 || this.#id !== 2 || this.#selfSize !== 3 || this.#edgeCountField !== 4) {
      return at;
    }
    const edgeCount = this.#edgeCount;
    const detachedness = this.#detachedness;
    const end = chunk.length - fieldCount * (maxDigits + 1) - 2;
    let { read, maxType, maxName } = this;
    let edges = this.#edges;
    while (at < end && read < nodeCount) {
      let p = at;
      let digit = 0;
      let type = 0;
      for (digit = chunk[p++] ^ 0x30; digit <= 9; digit = chunk[p++] ^ 0x30) type = (Math.imul(type, 10) + digit) | 0;
      if (digit !== comma || (p - at - 2) >>> 0 > 1) break;
      const nameAt = p;
      let name = 0;
      for (digit = chunk[p++] ^ 0x30; digit <= 9; digit = chunk[p++] ^ 0x30) name = (Math.imul(name, 10) + digit) | 0;
      if (digit !== comma || (p - nameAt - 2) >>> 0 >= maxDigits) break;
      const idAt = p;
      let id = 0;
      for (digit = chunk[p++] ^ 0x30; digit <= 9; digit = chunk[p++] ^ 0x30) id = (Math.imul(id, 10) + digit) | 0;
      if (digit !== comma || (p - idAt - 2) >>> 0 >= maxDigits) break;
      const sizeAt = p;
      let size = 0;
      for (digit = chunk[p++] ^ 0x30; digit <= 9; digit = chunk[p++] ^ 0x30) size = (Math.imul(size, 10) + digit) | 0;
      if (digit !== comma || (p - sizeAt - 2) >>> 0 >= maxDigits) break;
      const edgesAt = p;
      let own = 0;
      for (digit = chunk[p++] ^ 0x30; digit <= 9; digit = chunk[p++] ^ 0x30) own = (Math.imul(own, 10) + digit) | 0;
      if ((p - edgesAt - 2) >>> 0 >= maxDigits) break;
      let detached = 0;
      let field = 5;
      for (; field < fieldCount && digit === comma; field++) {
        const valueAt = p;
        let value = 0;
        for (digit = chunk[p++] ^ 0x30; digit <= 9; digit = chunk[p++] ^ 0x30)
          value = (Math.imul(value, 10) + digit) | 0;
        if ((p - valueAt - 2) >>> 0 >= maxDigits) break;
        if (field === detachedness) detached = value;
      }
      if (field < fieldCount) break;
      if (digit === newline) digit = chunk[p++] ^ 0x30;
      if (digit !== comma || edges + own > edgeCount) break;
      edges += own;
      if (type > maxType) maxType = type;
      if (name > maxName) maxName = name;
      nodeType[read] = type;
      nodeName[read] = name;
      nodeId[read] = id;
      selfSize[read] = size;
      if (detached !== 0) this.detachedness[read] = detached;
      read++;
      firstEdge[read] = edges;
      at = p;
    }
    this.read = read;
    this.#edges = edges;
    this.maxType = maxType;
    this.maxName = maxName;
    return at;
  }

  /** What is wrong with the whole, or null. */
  problem(): string | null {
    if (this.read === 0) return 'there are none';
    if (this.read < this.nodeCount) return `${this.read} instead of the ${this.nodeCount} that "node_count" tells`;
    if (this.#edges < this.#edgeCount) {
      return `they have ${this.#edges} edges instead of the ${this.#edgeCount} that "edge_count" tells`;
    }
    return null;
  }
}
