import { SnapshotSyntaxError } from './syntax-error.js';

/** Takes the rows of an array of numbers, each `fieldCount` numbers long. */
export interface RowSink {
  /** How messages call the array. */
  readonly name: string;
  readonly fieldCount: number;
  /** Takes one row; gives what is wrong with it, or null. */
  row(values: Float64Array): string | null;
  /**
   * Reads as many whole rows from `at`, where one starts, as it can without a look at what is unusual, and gives where
   * the next one starts. What it leaves is read with care, so it may leave everything.
   */
  rows?(chunk: Uint8Array, at: number): number;
}

/** The largest number that a field may hold. */
const maxValue = Number.MAX_SAFE_INTEGER;

/**
 * Reads a JSON array of non-negative integers, a row at a time, that may be spread over many chunks.
 *
 * It reads byte by byte and can stop and go on at any of them; the sink's `rows` is what makes it fast between the ends
 * of a chunk.
 */
export class NumberRows {
  done = false;
  readonly #sink: RowSink;
  readonly #values: Float64Array;
  #field = 0;
  #value = 0;
  #state: 'open' | 'first' | 'number' | 'digits' | 'delimiter' = 'open';

  constructor(sink: RowSink) {
    this.#sink = sink;
    this.#values = new Float64Array(sink.fieldCount);
  }

  /** Reads an array from amid: from where one of its rows starts. */
  static betweenRows(sink: RowSink): NumberRows {
    const rows = new NumberRows(sink);
    rows.#state = 'number';
    return rows;
  }

  /** Whether it stands behind a comma that another row must follow. */
  get isBetweenRows(): boolean {
    return this.#field === 0 && this.#state === 'number';
  }

  /** Reads from `at`, and gives where it stopped: the end of the chunk, or behind the array, which is then `done`. */
  read(chunk: Uint8Array, at: number, base: number): number {
    while (at < chunk.length && !this.done) {
      if (this.isBetweenRows && this.#sink.rows !== undefined) at = this.#sink.rows(chunk, at);
      at = this.readRow(chunk, at, base);
    }
    return at;
  }

  /** Reads to the start of the next row, the end of the array or of the chunk. */
  readRow(chunk: Uint8Array, at: number, base: number): number {
    while (at < chunk.length) {
      const byte = chunk[at++];
      const digit = byte ^ 0x30;
      if (this.#state === 'digits') {
        if (digit <= 9) {
          this.#value = this.#value * 10 + digit;
          if (this.#value > maxValue) this.#fail('a number is too large', base + at - 1);
          continue;
        }
        this.#values[this.#field++] = this.#value;
        this.#state = 'delimiter';
        if (this.#field === this.#sink.fieldCount) {
          const problem = this.#sink.row(this.#values);
          if (problem !== null) this.#fail(problem, base + at - 1);
          this.#field = 0;
        }
      }
      if (byte <= 0x20) {
        if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) this.#unexpected(base + at - 1);
      } else if (this.#state === 'delimiter') {
        if (byte === 0x2c) {
          this.#state = 'number';
          if (this.#field === 0) return at;
        } else if (byte === 0x5d) {
          if (this.#field !== 0) this.#fail('the last row is incomplete', base + at - 1);
          this.done = true;
          return at;
        } else {
          this.#unexpected(base + at - 1);
        }
      } else if (digit <= 9 && this.#state !== 'open') {
        this.#value = digit;
        this.#state = 'digits';
      } else if (byte === 0x5b && this.#state === 'open') {
        this.#state = 'first';
      } else if (byte === 0x5d && this.#state === 'first') {
        this.done = true;
        return at;
      } else {
        this.#unexpected(base + at - 1);
      }
    }
    return at;
  }

  #unexpected(offset: number): never {
    this.#fail('not an array of non-negative integers', offset);
  }

  #fail(problem: string, offset: number): never {
    throw new SnapshotSyntaxError(`"${this.#sink.name}": ${problem}`, offset);
  }
}
