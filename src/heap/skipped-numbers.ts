/** Reads over an array of numbers that may be spread over many chunks; the first `]` ends it. */
export class SkippedNumbers {
  done = false;

  /** Reads from `at`, and gives where it stopped: the end of the chunk, or behind the array, which is then `done`. */
  read(chunk: Uint8Array, at: number): number {
    const end = chunk.indexOf(0x5d, at);
    this.done = end >= 0;
    return this.done ? end + 1 : chunk.length;
  }
}
