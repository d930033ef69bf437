/** A piece of a buffer, which is whole pages. */
export interface Piece {
  readonly buffer: ArrayBufferLike;
  readonly start: number;
  readonly end: number;
}

/**
 * Memory that one phase of the analysis hands on to the next. The first touch of fresh memory costs more than most of
 * what is then done with it, and what was touched once counts as used to the end; so large arrays are asked for here,
 * and given back. Threads can share it.
 */
export class Scratch {
  readonly #free: Piece[];

  /** Begins with memory that another one has had. */
  constructor(free: readonly Piece[] = []) {
    this.#free = [...free];
  }

  /** Gives all that is free away, as to another thread. */
  takeAll(): Piece[] {
    return this.#free.splice(0);
  }

  /** Gives an array of this length, with any content. */
  uint32(length: number): Uint32Array {
    const { buffer, start } = this.#take(4 * length);
    return new Uint32Array(buffer, start, length);
  }

  /** Gives an array of this length, with any content. */
  int32(length: number): Int32Array {
    const { buffer, start } = this.#take(4 * length);
    return new Int32Array(buffer, start, length);
  }

  /** Gives an array of this length, with any content. */
  float64(length: number): Float64Array {
    const { buffer, start } = this.#take(8 * length);
    return new Float64Array(buffer, start, length);
  }

  /** Takes arrays back; whoever gave them must not use them any more. */
  release(...arrays: readonly (Uint32Array | Int32Array | Float64Array)[]): void {
    for (const { buffer, byteOffset, byteLength } of arrays) {
      // None of the page that it would stand in is its own.
      if (byteLength === 0) continue;
      this.#free.push({ buffer, start: byteOffset - (byteOffset % page), end: pages(byteOffset + byteLength) });
    }
  }

  /** Cuts what is asked for from the smallest free piece that is large enough, or gives new memory. */
  #take(bytes: number): Piece {
    const size = pages(bytes);
    let best = -1;
    let least = Infinity;
    this.#free.forEach(({ start, end }, at) => {
      if (end - start < size || end - start >= least) return;
      best = at;
      least = end - start;
    });
    if (best < 0) return { buffer: new SharedArrayBuffer(size), start: 0, end: size };
    const { buffer, start, end } = this.#free[best];
    if (least === size) this.#free.splice(best, 1);
    else this.#free[best] = { buffer, start: start + size, end };
    return { buffer, start, end: start + size };
  }
}

const page = 4096;

/** An array can be released in parts that are cut at a multiple of so many words of 32 bits. */
export const pageWords = page / 4;

/** The bytes of the pages that hold these bytes. */
function pages(bytes: number): number {
  return Math.ceil(bytes / page) * page;
}
