import { uint8Array, uint32Array } from './memory.js';

const segmentBits = 22;
const segmentBytes = 2 ** segmentBits;
const segmentMask = segmentBytes - 1;
const pageBits = 16;
const pageMask = 2 ** pageBits - 1;

/** The parts of `SnapshotStrings`, as one thread tells them to another. */
export interface StringParts {
  readonly count: number;
  readonly length: number;
  readonly segments: readonly Uint8Array[];
  readonly starts: readonly Uint32Array[];
  readonly wraps: readonly number[];
}

const none: StringParts = { count: 0, length: 0, segments: [], starts: [], wraps: [] };

/**
 * The strings of a snapshot, kept as the bytes that stand between their quotes in the file and decoded when asked for.
 *
 * Bytes lie one string behind the other in segments of 4 MiB, since a strings section may exceed what one buffer or one
 * JavaScript string can hold; where each string starts is one Uint32, the multiples of 4 GiB above it are kept aside.
 */
export class SnapshotStrings {
  #count: number;
  /** Where the bytes end; below 2^53. */
  #length: number;
  readonly #segments: Uint8Array[];
  /** Start of string i, modulo 2^32, in pages of 65,536 strings. */
  readonly #starts: Uint32Array[];
  /** The first string that starts at or above 1 × 2^32, 2 × 2^32 and so on. */
  readonly #wraps: number[];

  /** Begins without strings, or with those of another thread. */
  constructor({ count, length, segments, starts, wraps }: StringParts = none) {
    this.#count = count;
    this.#length = length;
    this.#segments = [...segments];
    this.#starts = [...starts];
    this.#wraps = [...wraps];
  }

  /** What another thread can make the same strings of, in the same memory. */
  get parts(): StringParts {
    return {
      count: this.#count,
      length: this.#length,
      segments: this.#segments,
      starts: this.#starts,
      wraps: this.#wraps,
    };
  }

  get count(): number {
    return this.#count;
  }

  /** Gives string `index`; undefined where there is none. */
  get(index: number): string {
    const bytes = this.bytes(index);
    const text = decode(bytes);
    return bytes.includes(0x5c) ? resolveEscapes(text) : text;
  }

  /** Gives the bytes of string `index` as they stand in the file, escapes and all: often a view, not to be written to. */
  bytes(index: number): Uint8Array {
    const start = this.#start(index);
    const end = this.#start(index + 1);
    const segment = Math.floor(start / segmentBytes);
    const from = start % segmentBytes;
    if (from + end - start <= segmentBytes)
      return (this.#segments[segment] ?? empty).subarray(from, from + end - start);
    const joined = new Uint8Array(end - start);
    for (let at = start, to = 0; at < end; ) {
      const piece = this.#segments[Math.floor(at / segmentBytes)].subarray(at % segmentBytes);
      joined.set(piece.subarray(0, end - at), to);
      to += piece.length;
      at += piece.length;
    }
    return joined;
  }

  /** Gives the number of bytes of string `index` in the file. */
  byteLength(index: number): number {
    return this.#start(index + 1) - this.#start(index);
  }

  /** Gives byte `at` of string `index`, which is that long. */
  byteAt(index: number, at: number): number {
    const place = this.#start(index) + at;
    return this.#segments[Math.floor(place / segmentBytes)][place & segmentMask];
  }

  /** Finds the index of the first string with this text, or -1. O(count). */
  indexOf(text: string): number {
    const wanted = new TextEncoder().encode(JSON.stringify(text).slice(1, -1));
    for (let index = 0; index < this.#count; index++) {
      if (this.byteLength(index) === wanted.length && this.#equals(index, wanted)) return index;
    }
    return -1;
  }

  #equals(index: number, wanted: Uint8Array): boolean {
    for (let at = 0; at < wanted.length; at++) if (this.byteAt(index, at) !== wanted[at]) return false;
    return true;
  }

  #start(index: number): number {
    if (index >= this.#count) return this.#length;
    let start = this.#starts[index >>> pageBits][index & pageMask];
    for (let wrap = 0; wrap < this.#wraps.length && index >= this.#wraps[wrap]; wrap++) start += 2 ** 32;
    return start;
  }

  /** Begins the next string. */
  begin(): void {
    const slot = this.#count & pageMask;
    if (slot === 0) this.#starts.push(uint32Array(pageMask + 1));
    while (this.#length >= (this.#wraps.length + 1) * 2 ** 32) this.#wraps.push(this.#count);
    this.#starts[this.#count >>> pageBits][slot] = this.#length;
    this.#count++;
  }

  /**
   * Appends bytes of `chunk` from `at` to the string begun last, up to a quote, a backslash, a control character or the
   * end of the chunk, and gives where it stopped.
   */
  append(chunk: Uint8Array, at: number): number {
    const end = chunk.length;
    while (at < end) {
      const to = this.#length & segmentMask;
      const index = Math.floor(this.#length / segmentBytes);
      if (index === this.#segments.length) this.#segments.push(uint8Array(segmentBytes));
      const segment = this.#segments[index];
      const stop = Math.min(end, at + segmentBytes - to);
      let from = at;
      let byte = 0;
      for (let target = to; from < stop; from++, target++) {
        byte = chunk[from];
        if (byte === 0x22 || byte === 0x5c || byte < 0x20) break;
        segment[target] = byte;
      }
      this.#length += from - at;
      at = from;
      if (from < stop) break;
    }
    return at;
  }

  /** Appends one byte to the string begun last. */
  appendByte(byte: number): void {
    const index = Math.floor(this.#length / segmentBytes);
    if (index === this.#segments.length) this.#segments.push(uint8Array(segmentBytes));
    this.#segments[index][this.#length & segmentMask] = byte;
    this.#length++;
  }
}

const empty = new Uint8Array(0);
const decoder = new TextDecoder();

function decode(bytes: Uint8Array): string {
  // Most strings are short and ASCII; a call of TextDecoder costs more than this.
  if (bytes.length > 256) return decoder.decode(bytes);
  for (let at = 0; at < bytes.length; at++) if (bytes[at] >= 0x80) return decoder.decode(bytes);
  return String.fromCharCode.apply(null, bytes as unknown as number[]);
}

/** Resolves the escapes of JSON; what they spell wrongly stays as it is. */
function resolveEscapes(text: string): string {
  try {
    return JSON.parse(`"${text}"`);
  } catch {
    return text;
  }
}
