/**
 * Memory that one phase of the analysis hands on to the next. The first touch of fresh memory costs more than most of what is
 * then done with it, and what was touched once counts as used to the end; so large arrays are asked for here, and given back.
 */
export class Scratch {
  readonly #free: ArrayBufferLike[] = [];

  /** Gives an array of this length, with any content. */
  uint32(length: number): Uint32Array {
    return new Uint32Array(this.#take(4 * length), 0, length);
  }

  /** Gives an array of this length, with any content. */
  int32(length: number): Int32Array {
    return new Int32Array(this.#take(4 * length), 0, length);
  }

  /** Gives an array of this length, with any content. */
  float64(length: number): Float64Array {
    return new Float64Array(this.#take(8 * length), 0, length);
  }

  /** Takes arrays back; whoever gave them must not use them any more. */
  release(...arrays: readonly (Uint32Array | Int32Array | Float64Array)[]): void {
    for (const { buffer } of arrays) this.#free.push(buffer);
  }

  /** The smallest free buffer that is large enough and not much too large, or a new one. */
  #take(bytes: number): ArrayBufferLike {
    let best = -1;
    for (let at = 0; at < this.#free.length; at++) {
      const { byteLength } = this.#free[at];
      if (byteLength < bytes || byteLength > 2 * bytes) continue;
      if (best < 0 || byteLength < this.#free[best].byteLength) best = at;
    }
    if (best >= 0) return this.#free.splice(best, 1)[0];
    // Room for one more, since some phases count from 1.
    return new ArrayBuffer(bytes + 8);
  }
}
