import { SnapshotSyntaxError } from './syntax-error.js';

/** A value that is kept (a key, the header) is never this long in a heap snapshot. */
const maxKept = 1 << 24;

/** Reads over one JSON value of any kind that may be spread over many chunks, and keeps its text if told so. */
export class RawValue {
  done = false;
  readonly #keep: boolean;
  readonly #kept: Uint8Array[] = [];
  #keptBytes = 0;
  #depth = 0;
  #state: 'start' | 'between' | 'string' | 'escape' | 'scalar' = 'start';

  constructor(keep: boolean) {
    this.#keep = keep;
  }

  /** Reads from `at`, and gives where it stopped: the end of the chunk, or behind the value, which is then `done`. */
  read(chunk: Uint8Array, at: number, base: number): number {
    const end = this.#skip(chunk, at);
    if (this.#keep) {
      this.#keptBytes += end - at;
      if (this.#keptBytes > maxKept)
        throw new SnapshotSyntaxError('not a heap snapshot: a value is too long', base + end);
      this.#kept.push(new Uint8Array(chunk.subarray(at, end)));
    }
    return end;
  }

  /** The text of the value, if it was kept. */
  text(): string {
    const decoder = new TextDecoder();
    return this.#kept.map((bytes) => decoder.decode(bytes, { stream: true })).join('') + decoder.decode();
  }

  #skip(chunk: Uint8Array, start: number): number {
    let state = this.#state;
    let at = start;
    for (; at < chunk.length && !this.done; at++) {
      const byte = chunk[at];
      if (state === 'string') {
        if (byte === 0x5c) state = 'escape';
        else if (byte === 0x22) {
          state = 'between';
          this.done = this.#depth === 0;
        }
      } else if (state === 'escape') {
        state = 'string';
      } else if (byte === 0x22) {
        state = 'string';
      } else if (byte === 0x7b || byte === 0x5b) {
        this.#depth++;
        state = 'between';
      } else if (byte === 0x7d || byte === 0x5d) {
        if (this.#depth === 0) {
          this.done = true;
          at--; // it belongs to what is around a scalar
        } else {
          this.done = --this.#depth === 0;
        }
      } else if (this.#depth === 0) {
        if (byte === 0x2c || (state === 'scalar' && byte <= 0x20)) {
          this.done = true;
          at--;
        } else {
          state = 'scalar';
        }
      }
    }
    this.#state = state;
    return at;
  }
}
