/** Collects bytes. */
export class ByteSink {
  length = 0;
  #bytes: Uint8Array;

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
  }

  /** What was collected; a view, which `clear` and further bytes change. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }

  clear(): void {
    this.length = 0;
  }

  push(byte: number): void {
    if (this.length === this.#bytes.length) this.reserve(1);
    this.#bytes[this.length++] = byte;
  }

  append(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.#bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Appends the same byte `count` times. */
  fill(byte: number, count: number): void {
    this.reserve(count);
    this.#bytes.fill(byte, this.length, this.length + count);
    this.length += count;
  }

  /**
   * Makes room for `more` bytes behind `length`, and gives the memory, for who writes there and sets `length` itself.
   */
  reserve(more: number): Uint8Array {
    if (this.length + more > this.#bytes.length) {
      const larger = new Uint8Array(2 * (this.length + more));
      larger.set(this.bytes);
      this.#bytes = larger;
    }
    return this.#bytes;
  }
}
