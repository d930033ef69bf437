import { readSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';

// Arrays in a file, each as it lies in memory, from a page on, with a checksum.

/** Where an array begins is a multiple of this, bytes. */
export const page = 4096;

/** An array as it lies in a file; numbers have the byte order of the machine. */
export type Column = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

const kinds = { Uint8Array, Uint16Array, Uint32Array, Int32Array, Float64Array };

/** Where an array stands in the file. */
export interface Section {
  readonly kind: keyof typeof kinds;
  /** Bytes from the start of the file. */
  readonly offset: number;
  readonly length: number;
  readonly checksum: Checksum;
}

/** Says why an index is of no use. */
export class IndexError extends Error {
  override readonly name = 'IndexError';
}

/** Reads an array. Throws an IndexError where it is not as it was written; `name` says in errors what it is. */
export function readSection(
  index: number,
  { kind, offset, length, checksum: expected }: Section,
  name: string,
): Column {
  const bytes = readBytes(index, offset, length * kinds[kind].BYTES_PER_ELEMENT);
  const array = new kinds[kind](bytes.buffer);
  if (!isSame(checksum(array), expected)) throw new IndexError(`its array ${name} is damaged`);
  return array;
}

/** The most that is read or written at once; the system takes no more than 2 GiB. */
const pieceBytes = 2 ** 28;

/** Reads bytes into an array of their own. Throws an IndexError where the file ends before. */
export function readBytes(descriptor: number, offset: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; ) {
    const read = readSync(descriptor, bytes, at, Math.min(pieceBytes, length - at), offset + at);
    if (read === 0) throw new IndexError('it ends too early');
    at += read;
  }
  return bytes;
}

/** Writes all of an array. Rejects with what the system says. */
export async function writeAll(file: FileHandle, array: Column, offset: number): Promise<void> {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  for (let at = 0; at < bytes.length; ) {
    at += (await file.write(bytes, at, Math.min(pieceBytes, bytes.length - at), offset + at)).bytesWritten;
  }
}

type Checksum = readonly [sum: number, sumOfSums: number];

/**
 * J. G. Fletcher: An arithmetic checksum for serial transmissions. IEEE Trans. Commun. 30, 1 (1982), 247–252; over
 * words of 32 bits, modulo 2^32, so that it takes a tenth of a second for 400 MB: it finds what is cut off, exchanged
 * or overwritten, by no enemy.
 */
export function checksum(array: Column): Checksum {
  const aligned = array.byteOffset % 4 === 0 ? array : array.slice();
  const words = new Int32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >>> 2);
  const bytes = new Uint8Array(aligned.buffer, aligned.byteOffset, aligned.byteLength);
  let sum = array.byteLength | 0;
  let sumOfSums = 0;
  let at = 0;
  // Four words a round: V8 looks after each round whether it is to stop.
  for (const last = words.length - 4; at <= last; at += 4) {
    const one = words[at];
    const two = (one + words[at + 1]) | 0;
    const three = (two + words[at + 2]) | 0;
    const four = (three + words[at + 3]) | 0;
    sumOfSums = (sumOfSums + Math.imul(4, sum) + one + two + three + four) | 0;
    sum = (sum + four) | 0;
  }
  for (; at < words.length; at++) {
    sum = (sum + words[at]) | 0;
    sumOfSums = (sumOfSums + sum) | 0;
  }
  for (at = 4 * words.length; at < bytes.length; at++) {
    sum = (sum + bytes[at]) | 0;
    sumOfSums = (sumOfSums + sum) | 0;
  }
  return [sum >>> 0, sumOfSums >>> 0];
}

/** Whether a checksum is the one that was expected. */
export function isSame([sum, sumOfSums]: readonly number[], expected: readonly number[]): boolean {
  return sum === expected[0] && sumOfSums === expected[1];
}

/** That many bytes, filled up to whole pages. */
export function pages(bytes: number): number {
  return Math.ceil(bytes / page) * page;
}
