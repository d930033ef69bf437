import { isEscape } from './json-text.js';
import { SnapshotStrings } from './strings.js';
import { SnapshotSyntaxError } from './syntax-error.js';

/** Reads a JSON array of strings that may be spread over many chunks. */
export class StringArray {
  done = false;
  readonly strings = new SnapshotStrings();
  /** Where the last string has ended, in bytes of the file. */
  #closedAt = 0;
  #state: 'open' | 'first' | 'string' | 'inside' | 'escape' | 'delimiter' = 'open';

  /** Reads from `at`, and gives where it stopped: the end of the chunk, or behind the array, which is then `done`. */
  read(chunk: Uint8Array, at: number, base: number): number {
    const { strings } = this;
    while (at < chunk.length && !this.done) {
      if (this.#state === 'inside') {
        at = strings.append(chunk, at);
        if (at === chunk.length) break;
      }
      const byte = chunk[at++];
      switch (this.#state) {
        case 'inside':
          if (byte === 0x22) {
            this.#closedAt = base + at - 1;
            this.#state = 'delimiter';
          } else if (byte === 0x5c) {
            strings.appendByte(byte);
            this.#state = 'escape';
          } else {
            throw new SnapshotSyntaxError('a string holds a control character', base + at - 1);
          }
          break;
        case 'escape':
          if (!isEscape(byte)) throw new SnapshotSyntaxError('a string holds an unknown escape', base + at - 1);
          strings.appendByte(byte);
          this.#state = 'inside';
          break;
        case 'delimiter':
          if (byte === 0x2c) this.#state = 'string';
          else if (byte === 0x5d) this.done = true;
          else if (byte > 0x20) throw new SnapshotSyntaxError('"," or "]" expected in "strings"', base + at - 1);
          break;
        default:
          if (byte <= 0x20) break;
          if (this.#state === 'open' && byte === 0x5b) {
            this.#state = 'first';
          } else if (this.#state === 'first' && byte === 0x5d) {
            this.done = true;
          } else if (this.#state !== 'open' && byte === 0x22) {
            strings.begin(base + at - this.#closedAt, base + at);
            this.#state = 'inside';
          } else {
            throw new SnapshotSyntaxError('"strings" is not an array of strings', base + at - 1);
          }
      }
    }
    return at;
  }
}
