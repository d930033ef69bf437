import type { HeapGraph } from './graph.js';
import { uint32Array } from './memory.js';
import type { SnapshotStrings } from './strings.js';

/**
 * The entries of WeakMaps. V8 writes an entry as two edges to the value, one from the key and one from the table, each
 * with a name of its own that tells the pair and the table. In arrays, which threads can share: there may be very many.
 */
export interface Ephemerons {
  /** The indexes of the strings that name such an edge, ascending. */
  readonly names: Uint32Array;
  /** For each of these the node id of the table. */
  readonly tableIds: Uint32Array;
  /** For each of these the node id of the key. */
  readonly keyIds: Uint32Array;
  /** For each of these the node id of the value, to which the edge leads. */
  readonly valueIds: Uint32Array;
}

/** Tells whether a string, by its index, names an edge of such an entry. O(log names). */
export function namesEphemeron(ephemerons: Ephemerons, string: number): boolean {
  return indexOfName(ephemerons, string) !== -1;
}

/** Where a string, by its index, stands among the names; -1 where it is none of them. O(log names). */
export function indexOfName({ names }: Ephemerons, string: number): number {
  const at = find(names, string);
  return names[at] === string ? at : -1;
}

/** Gives the node id of the table of the entry that a string names, or -1. */
export function tableIdOf({ names, tableIds }: Ephemerons, string: number): number {
  const at = find(names, string);
  return names[at] === string ? tableIds[at] : -1;
}

/** Where `value` stands, or would stand, among numbers that ascend. */
function find(values: Uint32Array, value: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

const keyStart = bytesOf(' / part of key (');
const valueStart = bytesOf(') -> value (');
const tableStart = bytesOf(') pair in WeakMap (table @');
const minLength = '1 / part of key ( @1) -> value ( @1) pair in WeakMap (table @1)'.length;

/** Finds the names of the entries of WeakMaps among all strings. */
export function findEphemerons(strings: SnapshotStrings): Ephemerons {
  // What is not written to of fresh memory takes none.
  const [names, tableIds, keyIds, valueIds] = [0, 1, 2, 3].map(() => uint32Array(strings.count));
  const ids = { keyId: 0, tableId: 0, valueId: 0 };
  // There may be very many: each is looked at in the same memory.
  const copy = new Uint8Array(2 ** 12);
  let found = 0;
  for (let index = 0; index < strings.count; index++) {
    // Most strings do not begin with a digit and end with a bracket.
    const length = strings.byteLength(index);
    if (length < minLength || strings.byteAt(index, length - 1) !== 0x29) continue;
    if ((strings.byteAt(index, 0) ^ 0x30) > 9) continue;
    const bytes = length <= copy.length ? strings.copyTo(copy, index) : strings.bytes(index);
    if (!parseName(bytes, length, ids)) continue;
    names[found] = index;
    tableIds[found] = ids.tableId;
    keyIds[found] = ids.keyId;
    valueIds[found++] = ids.valueId;
  }
  return {
    names: names.subarray(0, found),
    tableIds: tableIds.subarray(0, found),
    keyIds: keyIds.subarray(0, found),
    valueIds: valueIds.subarray(0, found),
  };
}

/**
 * Parses `1 / part of key (Key @3) -> value (Value @5) pair in WeakMap (table @7)` into `ids`, and tells whether it is
 * one: DevTools' tryParseWeakMapEdgeName in HeapSnapshot.ts, `/^\d+( \/ part of key \(.*? @\d+\) -> value \(.*? @\d+\)
 * pair in WeakMap \(table @(\d+)\))$/`, read from the end and without a string. It is the first `length` bytes.
 */
function parseName(
  bytes: Uint8Array,
  length: number,
  ids: { keyId: number; tableId: number; valueId: number },
): boolean {
  const tableIdAt = digitsBefore(bytes, length - 1);
  const tableAt = tableIdAt - tableStart.length;
  if (tableIdAt === length - 1 || !stands(tableStart, bytes, tableAt)) return false;
  const valueIdAt = digitsBefore(bytes, tableAt);
  if (valueIdAt === tableAt || !isSpaceAndAt(bytes, valueIdAt)) return false;
  let keyAt = 0;
  while (isDigit(bytes[keyAt])) keyAt++;
  if (!stands(keyStart, bytes, keyAt)) return false;
  for (let at = keyAt + keyStart.length; at + valueStart.length <= valueIdAt - 2; at++) {
    if (bytes[at] !== valueStart[0] || !stands(valueStart, bytes, at)) continue;
    const keyIdAt = digitsBefore(bytes, at);
    // The value's name, which may be empty, stands before the space.
    if (keyIdAt < at && isSpaceAndAt(bytes, keyIdAt) && keyIdAt - 2 >= keyAt + keyStart.length) {
      ids.keyId = idAt(bytes, keyIdAt, at);
      ids.valueId = idAt(bytes, valueIdAt, tableAt);
      ids.tableId = idAt(bytes, tableIdAt, length - 1);
      return true;
    }
  }
  return false;
}

/** Where the digits start that end before `end`. */
function digitsBefore(bytes: Uint8Array, end: number): number {
  let at = end;
  while (at > 0 && isDigit(bytes[at - 1])) at--;
  return at;
}

function isDigit(byte: number): boolean {
  return (byte ^ 0x30) <= 9;
}

/** Tells whether ` @` stands before `at`. */
function isSpaceAndAt(bytes: Uint8Array, at: number): boolean {
  return bytes[at - 2] === 0x20 && bytes[at - 1] === 0x40;
}

function stands(text: Uint8Array, bytes: Uint8Array, at: number): boolean {
  if (at < 0 || at + text.length > bytes.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text[i]) return false;
  return true;
}

/**
 * Gives the node id that the digits in a range make; 0, which no node has, for one that is larger than those of nodes.
 */
function idAt(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) value = 10 * value + (bytes[at] ^ 0x30);
  return value < 2 ** 32 ? value : 0;
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Finds the nodes with these node ids. Gives n bits, 32 to a word. */
export function nodesWithIds({ nodeCount, nodeId }: HeapGraph, wanted: Uint32Array): Uint32Array {
  const ids = new Set(wanted);
  const found = new Uint32Array((nodeCount >>> 5) + 1);
  // Keeps most nodes from being looked up. Ids of objects are odd.
  const candidates = new Uint8Array(2 ** 18);
  for (const id of ids) candidates[(id >>> 1) & 0x3ffff] = 1;
  for (let node = 0; ids.size > 0 && node < nodeCount; node++) {
    const id = nodeId[node];
    if (candidates[(id >>> 1) & 0x3ffff] === 1 && ids.has(id)) found[node >>> 5] |= 1 << (node & 31);
  }
  return found;
}
