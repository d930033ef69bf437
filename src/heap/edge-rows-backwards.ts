import { type EdgeColumns, EdgeRows, minRowBytes } from './edge-rows.js';
import type { SnapshotHeader } from './header.js';
import { NumberRows } from './number-rows.js';
import { SnapshotSyntaxError } from './syntax-error.js';

const comma = 0x2c;

/**
 * Collects the section `edges` from its last row on, in blocks, so that two can read it at the same time. It stops for
 * good at the first block of which it does not understand all: who reads from the other side comes there, and says what
 * is wrong with it.
 */
export class EdgeRowsBackwards {
  /** The first edge that was read: all from it on were. */
  first: number;
  /** The greatest type, and the greatest string index that names an edge, -1 if none is named. */
  maxType = 0;
  maxName = -1;
  readonly #columns: EdgeColumns;
  readonly #edgeCount: number;
  /** Where the rows of a block lie until it is known how many there are. */
  readonly #block: EdgeRows;

  /** Puts the edges into `columns`; `maxBytes` is the length of the longest block. */
  constructor(header: SnapshotHeader, columns: EdgeColumns, maxBytes: number) {
    this.first = header.edgeCount;
    this.#columns = columns;
    this.#edgeCount = header.edgeCount;
    this.#block = new EdgeRows({ ...header, edgeCount: Math.ceil(maxBytes / minRowBytes) });
  }

  /**
   * Reads the rows that are whole in a block of bytes, which ends where the row starts that was read last, or first
   * where the section ends. Gives where in the block the first of these rows starts, which is its length if it has read
   * none.
   */
  read(bytes: Uint8Array): number {
    let start = 0;
    // Of as many commas as a row has fields, one stands before a row: from there on, and from nowhere else, whole rows
    // lead to the end of the block, of which it is known that one ends there. Elsewhere, mostly, an edge soon leads to
    // where no node is.
    for (let tried = 0; tried < this.#block.fieldCount; tried++) {
      start = bytes.indexOf(comma, start) + 1;
      if (start === 0) break;
      // Edge types have one digit, but where a file is not V8's.
      if (bytes[start + 1] === comma && this.#readRows(bytes.subarray(start))) return start;
    }
    return bytes.length;
  }

  /** Reads rows, and tells whether they are what was to be read. */
  #readRows(bytes: Uint8Array): boolean {
    const block = this.#block;
    block.clear();
    const rows = NumberRows.betweenRows(block);
    try {
      if (rows.read(bytes, 0, 0) < bytes.length) return false;
    } catch (error) {
      if (error instanceof SnapshotSyntaxError) return false;
      throw error;
    }
    const isWhole = this.first === this.#edgeCount ? rows.done : rows.isBetweenRows;
    if (!isWhole || block.read > this.first) return false;
    this.first -= block.read;
    for (const column of ['edgeType', 'edgeName', 'edgeTo'] as const) {
      this.#columns[column].set(block[column].subarray(0, block.read), this.first);
    }
    this.maxType = Math.max(this.maxType, block.maxType);
    this.maxName = Math.max(this.maxName, block.maxName);
    return true;
  }
}
