import { readEdges } from './fast-rows.js';
import { type HeapGraph, hasStringName } from './graph.js';
import type { SnapshotHeader } from './header.js';
import { uint8Array, uint32Array } from './memory.js';
import type { BlockSink } from './row-block.js';

/** What a graph holds of its edges, see `HeapGraph`. */
export type EdgeColumns = Pick<HeapGraph, 'edgeType' | 'edgeName' | 'edgeTo'>;

/** The edges of a snapshot, and the greatest of their types and names. */
export interface EdgeArrays extends EdgeColumns {
  readonly edgeCount: number;
  readonly maxType: number;
  /** The greatest string index that names an edge, -1 if none is named. */
  readonly maxName: number;
}

/** Columns for so many edges. */
export function edgeColumns(edgeCount: number): EdgeColumns {
  return { edgeType: uint8Array(edgeCount), edgeName: uint32Array(edgeCount), edgeTo: uint32Array(edgeCount) };
}

/** Collects the section `edges`. */
export class EdgeRows implements BlockSink, EdgeArrays {
  readonly name = 'edges';
  readonly fieldCount: number;
  readonly edgeCount: number;
  readonly edgeType: Uint8Array;
  readonly edgeName: Uint32Array;
  readonly edgeTo: Uint32Array;
  /** Edges read so far. */
  read = 0;
  readonly edges = 0;
  maxType = 0;
  maxName = -1;
  /** 256: which types have string names, see `hasStringName`. */
  readonly isNamed: Uint8Array;
  readonly nodeCount: number;
  readonly nodeFieldCount: number;
  readonly #type: number;
  readonly #nameField: number;
  readonly #to: number;

  /** Puts the edges into these columns, or new ones. */
  constructor(header: SnapshotHeader, columns: EdgeColumns = edgeColumns(header.edgeCount)) {
    const { nodeCount, edgeCount, nodeFields, edgeFields, edgeTypes } = header;
    this.fieldCount = edgeFields.length;
    this.edgeCount = edgeCount;
    this.edgeType = columns.edgeType;
    this.edgeName = columns.edgeName;
    this.edgeTo = columns.edgeTo;
    this.isNamed = hasStringName(edgeTypes);
    this.nodeCount = nodeCount;
    this.nodeFieldCount = nodeFields.length;
    this.#type = edgeFields.indexOf('type');
    this.#nameField = edgeFields.indexOf('name_or_index');
    this.#to = edgeFields.indexOf('to_node');
  }

  clear(): void {
    this.read = 0;
    this.maxType = 0;
    this.maxName = -1;
  }

  goOn(read: number): void {
    this.read = read;
  }

  isPlausible(): boolean {
    // What is read otherwise soon leads to where no node is.
    return true;
  }

  append(block: EdgeRows): void {
    this.edgeType.set(block.edgeType.subarray(0, block.read), this.read);
    this.edgeName.set(block.edgeName.subarray(0, block.read), this.read);
    this.edgeTo.set(block.edgeTo.subarray(0, block.read), this.read);
    this.read += block.read;
    this.maxType = Math.max(this.maxType, block.maxType);
    this.maxName = Math.max(this.maxName, block.maxName);
  }

  row(values: Float64Array): string | null {
    const edge = this.read;
    if (edge === this.edgeCount) return `more than the ${this.edgeCount} that "edge_count" tells`;
    const type = Math.min(values[this.#type], 255);
    const name = values[this.#nameField];
    const to = values[this.#to] / this.nodeFieldCount;
    if (!Number.isInteger(to) || to >= this.nodeCount) return `an edge leads to ${values[this.#to]}, where no node is`;
    if (name >= 2 ** 32) return 'a number is too large';
    this.maxType = Math.max(this.maxType, type);
    if (this.isNamed[type] === 1) this.maxName = Math.max(this.maxName, name);
    this.edgeType[edge] = type;
    this.edgeName[edge] = name;
    this.edgeTo[edge] = to;
    this.read++;
    return null;
  }

  rows(chunk: Uint8Array, at: number): number {
    if (this.fieldCount !== 3 || this.#type !== 0 || this.#nameField !== 1) return at;
    return readEdges(chunk, at, this);
  }

  /** What is wrong with the whole, or null. */
  problem(): string | null {
    if (this.read < this.edgeCount) return `${this.read} instead of the ${this.edgeCount} that "edge_count" tells`;
    return null;
  }
}
