import { decode, endOfText, isEscape, isSeparator, resolveEscapes } from './json-text.js';
import { uint8Array, uint32Array } from './memory.js';

/** The parts of `SnapshotStrings`, as one thread tells them to another. */
export interface StringParts {
  readonly count: number;
  readonly length: number;
  readonly gap: number;
  readonly segments: readonly Uint8Array[];
  readonly starts: readonly Uint32Array[];
  readonly wraps: readonly number[];
  /**
   * Where in the file the bytes of the first string stand, if all others stand as far from them as here; or else -1.
   */
  readonly origin: number;
}

const none: StringParts = { count: 0, length: 0, gap: 0, segments: [], starts: [], wraps: [], origin: -1 };

/** The bytes of all segments but the last, which may have fewer. */
export const segmentBytes = 2 ** 22;
/** The strings of all pages of `starts` but the last, which may have fewer. */
export const pageStrings = 2 ** 16;

const empty = new Uint8Array(0);
const segmentMask = segmentBytes - 1;
const pageBits = 16;
const pageMask = pageStrings - 1;

/**
 * The strings of a snapshot, kept as the bytes that stand between their quotes in the file and decoded when asked for.
 *
 * Bytes lie one string behind the other, with what stands between them in the file, so that many are copied at once.
 * They are in segments of 4 MiB, since a strings section may exceed what one buffer or one JavaScript string can hold.
 * Where each string starts is one Uint32; the multiples of 4 GiB above it are kept aside.
 */
export class SnapshotStrings {
  #count: number;
  /** Where the bytes end; below 2^53. */
  #length: number;
  /** How many bytes lie between one string and the next. */
  #gap: number;
  readonly #segments: Uint8Array[];
  /** Start of string i, modulo 2^32, in pages of 65,536 strings. */
  readonly #starts: Uint32Array[];
  /** The first string that starts at or above 1 × 2^32, 2 × 2^32 and so on. */
  readonly #wraps: number[];
  /** See `StringParts`. */
  #origin: number;
  readonly #readSegment: ((index: number) => Uint8Array) | null;

  /**
   * Begins without strings, or with those of another thread, or of an index: `readSegment` then reads a segment that is
   * not among the parts when it is first asked for.
   */
  constructor(
    { count, length, gap, segments, starts, wraps, origin }: StringParts = none,
    readSegment: ((index: number) => Uint8Array) | null = null,
  ) {
    this.#count = count;
    this.#length = length;
    this.#gap = gap;
    this.#segments = [...segments];
    this.#starts = [...starts];
    this.#wraps = [...wraps];
    this.#origin = origin;
    this.#readSegment = readSegment;
  }

  /** What another thread can make the same strings of, in the same memory. */
  get parts(): StringParts {
    return {
      count: this.#count,
      length: this.#length,
      gap: this.#gap,
      segments: this.#segments,
      starts: this.#starts,
      wraps: this.#wraps,
      origin: this.#origin,
    };
  }

  get count(): number {
    return this.#count;
  }

  /** Gives string `index`, escapes resolved; empty where there is none. */
  get(index: number): string {
    const bytes = this.bytes(index);
    const text = decode(bytes);
    return bytes.includes(0x5c) ? resolveEscapes(text) : text;
  }

  /**
   * Gives the bytes of string `index` as they stand in the file, escapes and all: often a view, not to be written to.
   */
  bytes(index: number): Uint8Array {
    const start = this.#start(index);
    const end = this.#end(index);
    const segment = Math.floor(start / segmentBytes);
    const from = start % segmentBytes;
    if (from + end - start <= segmentBytes)
      return end === start ? empty : this.#segmentAt(segment).subarray(from, from + end - start);
    const joined = new Uint8Array(end - start);
    for (let at = start, to = 0; at < end; ) {
      const piece = this.#segmentAt(Math.floor(at / segmentBytes)).subarray(at % segmentBytes);
      joined.set(piece.subarray(0, end - at), to);
      to += piece.length;
      at += piece.length;
    }
    return joined;
  }

  /** Copies what `bytes` gives to the front of `to`, which is at least that long, and gives `to`: takes no memory. */
  copyTo(to: Uint8Array, index: number): Uint8Array {
    const end = this.#end(index);
    for (let place = this.#start(index), at = 0; place < end; ) {
      const segment = this.#segmentAt((place / segmentBytes) >>> 0);
      const from = place & segmentMask;
      const length = Math.min(end - place, segmentBytes - from);
      for (let i = 0; i < length; i++) to[at + i] = segment[from + i];
      at += length;
      place += length;
    }
    return to;
  }

  /** Gives the number of bytes of string `index` in the file. */
  byteLength(index: number): number {
    return this.#end(index) - this.#start(index);
  }

  /** Gives byte `at` of string `index`, which is that long. */
  byteAt(index: number, at: number): number {
    const place = this.#start(index) + at;
    return this.#segmentAt(Math.floor(place / segmentBytes))[place & segmentMask];
  }

  /** Finds the index of the first string with this text, or -1. O(count). */
  indexOf(text: string): number {
    const wanted = new TextEncoder().encode(JSON.stringify(text).slice(1, -1));
    // Most are told apart by where the next one starts.
    const width = wanted.length + this.#gap;
    for (let first = 0; first < this.#count; first += pageMask + 1) {
      const starts = this.#starts[first >>> pageBits];
      const last = Math.min(this.#count - first - 1, pageMask);
      for (let at = 0; at < last; at++) {
        if (((starts[at + 1] - starts[at] - width) | 0) === 0 && this.#equals(first + at, wanted)) return first + at;
      }
      if (this.#equals(first + last, wanted)) return first + last;
    }
    return -1;
  }

  #equals(index: number, wanted: Uint8Array): boolean {
    const start = this.#start(index);
    if (this.#end(index) - start !== wanted.length) return false;
    for (let at = 0; at < wanted.length; at++) {
      // As `byteAt` does, without looking for the start again.
      const place = start + at;
      if (this.#segmentAt((place / segmentBytes) >>> 0)[place & segmentMask] !== wanted[at]) return false;
    }
    return true;
  }

  #segmentAt(index: number): Uint8Array {
    return this.#segments[index] ?? this.#load(index);
  }

  #load(index: number): Uint8Array {
    if (this.#readSegment === null) throw new RangeError(`there is no segment ${index}`);
    this.#segments[index] = this.#readSegment(index);
    return this.#segments[index];
  }

  #start(index: number): number {
    if (index >= this.#count) return this.#length;
    let start = this.#starts[index >>> pageBits][index & pageMask];
    for (let wrap = 0; wrap < this.#wraps.length && index >= this.#wraps[wrap]; wrap++) start += 2 ** 32;
    return start;
  }

  #end(index: number): number {
    return index + 1 < this.#count ? this.#start(index + 1) - this.#gap : this.#length;
  }

  /** Begins the next string, which stands `gap` bytes behind the one before, at byte `offset` of the file. */
  begin(gap: number, offset: number): void {
    if (this.#count === 0) this.#origin = offset;
    if (this.#count === 1) this.#gap = gap;
    if (gap !== this.#gap && this.#count > 0) this.#origin = -1;
    if (this.#count > 0) this.#length += this.#gap;
    this.#begin(this.#length);
  }

  #begin(start: number): void {
    const slot = this.#count & pageMask;
    if (slot === 0) this.#starts.push(uint32Array(pageMask + 1));
    while (start >= (this.#wraps.length + 1) * 2 ** 32) this.#wraps.push(this.#count);
    this.#starts[this.#count >>> pageBits][slot] = start;
    this.#count++;
  }

  /**
   * Appends bytes of `chunk` from `at` to the string begun last, and goes on with those behind it as long as each
   * follows as the second followed the first. Gives where it stopped: at a quote, a control character, a backslash
   * behind which no escape of JSON stands, or the end of the chunk.
   */
  append(chunk: Uint8Array, at: number): number {
    const gap = this.#gap;
    const origin = this.#length - at;
    const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let end = endOfText(chunk, view, at);
    for (;;) {
      if (isSeparator(chunk, end, gap)) {
        end += gap;
        this.#begin(origin + end);
      } else if (chunk[end] === 0x5c && isEscape(chunk[end + 1])) {
        end += 2;
      } else {
        break;
      }
      end = endOfText(chunk, view, end);
    }
    this.#copy(chunk, at, end);
    return end;
  }

  /** Appends one byte to the string begun last. */
  appendByte(byte: number): void {
    this.#segment()[this.#length & segmentMask] = byte;
    this.#length++;
  }

  #copy(chunk: Uint8Array, from: number, end: number): void {
    while (from < end) {
      const to = this.#length & segmentMask;
      const piece = chunk.subarray(from, Math.min(end, from + segmentBytes - to));
      this.#segment().set(piece, to);
      this.#length += piece.length;
      from += piece.length;
    }
  }

  /** The segment that takes the next byte. */
  #segment(): Uint8Array {
    const index = Math.floor(this.#length / segmentBytes);
    if (index === this.#segments.length) this.#segments.push(uint8Array(segmentBytes));
    return this.#segments[index];
  }
}
