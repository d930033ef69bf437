import { NumberRows, type RowSink } from './number-rows.js';
import { SnapshotSyntaxError } from './syntax-error.js';

/** Takes the rows of a section, or of one block of it after the other. */
export interface BlockSink extends RowSink {
  /** Rows read so far, and if they are nodes, the edges of these. */
  readonly read: number;
  readonly edges: number;
  readonly maxType: number;
  readonly maxName: number;
  rows(chunk: Uint8Array, at: number): number;
  /** Forgets what was read. */
  clear(): void;
  /** Goes on behind so many rows, which have so many edges. */
  goOn(read: number, edges: number): void;
  /** Whether what was read is what V8 writes, as far as one can tell. */
  isPlausible(): boolean;
  /** Takes all rows of a block that another sink has read. */
  append(block: this): void;
}

const comma = 0x2c;
/** How many bytes must be readable from where a row is guessed to start. */
const probeBytes = 512;

/**
 * Guesses where the first row starts in bytes from amid a section: it stands behind one of as many commas as a row has
 * fields, and from there on, mostly from nowhere else, rows can be read as V8 writes them. Gives -1 where that is
 * nowhere.
 */
export function guessRowStart(bytes: Uint8Array, rows: BlockSink): number {
  let at = 0;
  for (let tried = 0; tried < rows.fieldCount; tried++) {
    at = bytes.indexOf(comma, at) + 1;
    if (at === 0) break;
    rows.clear();
    if (rows.rows(bytes.subarray(at, at + 2 * probeBytes), 0) >= probeBytes && rows.isPlausible()) return at;
  }
  return -1;
}

/**
 * Reads the rows that start from `start`, where one does, up to byte `last`, but not those behind. Gives where the next
 * one starts, or where the section ends.
 *
 * Throws SnapshotSyntaxError where something else stands there, or a row does not end in these bytes.
 */
export function readRows(bytes: Uint8Array, start: number, last: number, rows: BlockSink): number {
  const reader = NumberRows.betweenRows(rows);
  let at = reader.read(bytes.subarray(0, last), start, 0);
  while (!reader.done && at <= last) at = reader.readRow(bytes, at, 0);
  if (!reader.done && !reader.isBetweenRows) throw new SnapshotSyntaxError(`"${rows.name}": a row is too long`, at);
  return at;
}
