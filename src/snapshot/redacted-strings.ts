import { Buffer } from 'node:buffer';
import { ByteSink } from './byte-sink.js';
import { type ContentEntries, hideEntry } from './content-entries.js';
import type { StringSlots } from './string-slots.js';

const [quote, backslash, bracket, hidden, u] = [0x22, 0x5c, 0x5d, 0x78, 0x75];
const separator = Buffer.from(',\n');

/** Writes for each string of a JSON array two, see `StringSlots`, and nothing in place of what nothing refers to. */
export class RedactedStrings {
  done = false;
  readonly #slots: StringSlots;
  readonly #entries: ContentEntries;
  readonly #text = new ByteSink(2 ** 12);
  #index = 0;
  #state: 'between' | 'string' | 'escape' = 'between';

  constructor(slots: StringSlots, entries: ContentEntries) {
    this.#slots = slots;
    this.#entries = entries;
  }

  /**
   * Reads from `at`, behind the opening bracket, and gives where it stopped: the end of the chunk, or behind the array.
   */
  rewrite(chunk: Uint8Array, at: number, out: ByteSink): number {
    while (at < chunk.length && !this.done) {
      const byte = chunk[at++];
      if (this.#state === 'between') {
        if (byte === quote) this.#state = 'string';
        else if (byte === bracket) {
          out.push(byte);
          this.done = true;
        }
      } else if (this.#state === 'string' && byte === quote) {
        this.#write(out);
        this.#text.clear();
        this.#state = 'between';
      } else {
        this.#text.push(byte);
        this.#state = this.#state === 'string' && byte === backslash ? 'escape' : 'string';
      }
    }
    return at;
  }

  #write(out: ByteSink): void {
    const index = this.#index++;
    const text = this.#text.bytes;
    if (index > 0) out.append(separator);
    out.push(quote);
    if (this.#slots.isName(index)) out.append(hideEntry(text, this.#entries[index]));
    out.push(quote);
    out.append(separator);
    out.push(quote);
    if (this.#slots.isContent(index)) out.fill(hidden, charactersOf(text));
    out.push(quote);
  }
}

/** How many characters the bytes of a JSON string are. */
function charactersOf(text: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < text.length; count++) at += text[at] !== backslash ? 1 : text[at + 1] === u ? 6 : 2;
  return count;
}
