import type { EdgeColumns } from './edge-rows.js';
import { hasStringName } from './graph.js';
import type { SnapshotHeader } from './header.js';
import { comma, maxDigits, newline } from './number-rows.js';

/** The longest row that is read here, and what stands between it and the one before. */
const maxRowBytes = 3 * maxDigits + 5;

/**
 * Collects the section `edges` from its last row on backwards, so that two can read it at the same time. It stops for good at the first
 * row that is not as V8 writes it: who reads from the other side comes there, and says what is wrong with it.
 */
export class EdgeRowsBackwards {
  /** The first edge that was read: all from it on were. */
  first: number;
  maxType = 0;
  /** The greatest string index that names an edge, -1 if none is named. */
  maxName = -1;
  readonly #columns: EdgeColumns;
  readonly #edgeCount: number;
  readonly #named: Uint8Array;
  readonly #nodeCount: number;
  readonly #nodeFieldCount: number;
  readonly #isUsual: boolean;

  constructor({ nodeCount, edgeCount, nodeFields, edgeFields, edgeTypes }: SnapshotHeader, columns: EdgeColumns) {
    this.first = edgeCount;
    this.#columns = columns;
    this.#edgeCount = edgeCount;
    this.#named = hasStringName(edgeTypes);
    this.#nodeCount = nodeCount;
    this.#nodeFieldCount = nodeFields.length;
    this.#isUsual = edgeFields.join() === 'type,name_or_index,to_node';
  }

  /**
   * Reads whole rows of `chunk` backwards from `end`, where the row that was read last starts, or first the `]` of the section
   * stands. Gives where the row that was read last starts now, which is `end` if it has read none.
   */
  read(chunk: Uint8Array, end: number): number {
    if (!this.#isUsual) return end;
    const { edgeType, edgeName, edgeTo } = this.#columns;
    const named = this.#named;
    const nodeCount = this.#nodeCount;
    const nodeFieldCount = this.#nodeFieldCount;
    const perField = 1 / nodeFieldCount;
    let { first, maxType, maxName } = this;
    while (end >= maxRowBytes && first > 0) {
      let p = end - 1;
      // Behind the last row there is no comma.
      if (first < this.#edgeCount && (chunk[p--] ^ 0x30) !== comma) break;
      let digit = chunk[p--] ^ 0x30;
      if (digit === newline) digit = chunk[p--] ^ 0x30;
      const toEnd = p;
      let offset = 0;
      for (let power = 1; digit <= 9; digit = chunk[p--] ^ 0x30) {
        offset = (offset + Math.imul(digit, power)) | 0;
        power = Math.imul(power, 10);
      }
      if (digit !== comma || (toEnd - p - 1) >>> 0 >= maxDigits) break;
      const nameEnd = p;
      let name = 0;
      digit = chunk[p--] ^ 0x30;
      for (let power = 1; digit <= 9; digit = chunk[p--] ^ 0x30) {
        name = (name + Math.imul(digit, power)) | 0;
        power = Math.imul(power, 10);
      }
      if (digit !== comma || (nameEnd - p - 2) >>> 0 >= maxDigits) break;
      // Edge types have one digit.
      const type = chunk[p--] ^ 0x30;
      const before = chunk[p] ^ 0x30;
      if (type > 9 || before <= 9) break;
      const to = (offset * perField + 0.5) | 0;
      if (Math.imul(to, nodeFieldCount) !== offset || to >= nodeCount) break;
      if (type > maxType) maxType = type;
      if (named[type] === 1 && name > maxName) maxName = name;
      first--;
      edgeType[first] = type;
      edgeName[first] = name;
      edgeTo[first] = to;
      end = p + 1;
    }
    this.first = first;
    this.maxType = maxType;
    this.maxName = maxName;
    return end;
  }
}
