import type { ByteSink } from './byte-sink.js';
import type { StringSlots } from './string-slots.js';

/** Which columns of an array of numbers are numbers of strings. */
export interface Renumbering {
  readonly fields: readonly string[];
  /** By the names of the fields. */
  readonly columns: readonly string[];
  /** For each type of row (256 entries) whether these numbers are strings at all; rows without types are of type 0. */
  readonly isString: Uint8Array;
  /** For each type of row whether these strings are contents, not names. */
  readonly isContent: Uint8Array;
}

/**
 * Copies a JSON array of numbers, rows that may be spread over many chunks, and gives their strings their new numbers.
 */
export class RenumberedRows {
  done = false;
  readonly #slots: StringSlots;
  readonly #isString: Uint8Array;
  readonly #isContent: Uint8Array;
  readonly #isRenumbered: Uint8Array;
  readonly #typeField: number;
  #field = 0;
  #type = 0;
  #value = 0;
  #isInNumber = false;

  constructor({ fields, columns, isString, isContent }: Renumbering, slots: StringSlots) {
    this.#slots = slots;
    this.#isString = isString;
    this.#isContent = isContent;
    this.#isRenumbered = Uint8Array.from(fields, (field) => (columns.includes(field) ? 1 : 0));
    this.#typeField = fields.indexOf('type');
    if (this.#isRenumbered.indexOf(1) < this.#typeField) throw new Error('a name stands before its type');
  }

  /**
   * Copies from `at`, behind the opening bracket, and gives where it stopped: the end of the chunk, or behind the
   * array.
   */
  rewrite(chunk: Uint8Array, at: number, out: ByteSink): number {
    const isRenumbered = this.#isRenumbered;
    const fieldCount = isRenumbered.length;
    const typeField = this.#typeField;
    // A number grows by one digit at most, and another byte follows it; one may have begun in the chunk before.
    const bytes = out.reserve(2 * (chunk.length - at) + mostDigits);
    let to = out.length;
    let field = this.#field;
    let type = this.#type;
    let value = this.#value;
    let isInNumber = this.#isInNumber;
    while (at < chunk.length) {
      const byte = chunk[at++];
      const digit = byte ^ 0x30;
      if (digit <= 9) {
        value = value * 10 + digit;
        isInNumber = true;
        if (isRenumbered[field] === 1) continue;
      } else {
        if (isInNumber) {
          if (field === typeField) type = Math.min(value, 255);
          if (isRenumbered[field] === 1) to = writeNumber(this.#renumbered(type, value), bytes, to);
          if (++field === fieldCount) field = 0;
          value = 0;
          isInNumber = false;
        }
        if (byte === 0x5d) {
          bytes[to++] = byte;
          this.done = true;
          break;
        }
      }
      bytes[to++] = byte;
    }
    out.length = to;
    this.#field = field;
    this.#type = type;
    this.#value = value;
    this.#isInNumber = isInNumber;
    return at;
  }

  #renumbered(type: number, value: number): number {
    if (this.#isString[type] === 0) return value;
    const slot = 2 * value + this.#isContent[type];
    this.#slots.use(slot);
    return slot;
  }
}

const mostDigits = 16;

/** Writes a whole number in digits; gives where they end. */
function writeNumber(value: number, bytes: Uint8Array, at: number): number {
  let end = at + 1;
  for (let power = 10; power <= value; power *= 10) end++;
  for (let rest = value, to = end - 1; to >= at; to--) {
    const tens = Math.floor(rest / 10);
    bytes[to] = 0x30 + rest - 10 * tens;
    rest = tens;
  }
  return end;
}
