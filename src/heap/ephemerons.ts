import type { SnapshotStrings } from './strings.js';

/**
 * The entries of WeakMaps. V8 writes an entry as two edges to the value, one from the key and one from the table, each with
 * a name of its own that tells the pair and the table.
 */
export interface Ephemerons {
  /** One bit a string: 1 if it names such an edge. */
  readonly isName: Uint32Array;
  /** For each string that names such an edge: the node id of the table, and what is the same in both names of an entry. */
  readonly names: ReadonlyMap<number, { readonly tableId: number; readonly entry: string }>;
}

// DevTools: HeapSnapshot.ts, tryParseWeakMapEdgeName
const pattern = /^\d+( \/ part of key \(.*? @\d+\) -> value \(.*? @\d+\) pair in WeakMap \(table @(\d+)\))$/;

const minLength = '1 / part of key ( @1) -> value ( @1) pair in WeakMap (table @1)'.length;

/** Finds the names of the entries of WeakMaps among all strings. */
export function findEphemerons(strings: SnapshotStrings): Ephemerons {
  const isName = new Uint32Array((strings.count >>> 5) + 1);
  const names = new Map<number, { tableId: number; entry: string }>();
  for (let index = 0; index < strings.count; index++) {
    // Most strings do not begin with a digit and end with a bracket.
    const length = strings.byteLength(index);
    if (length < minLength || strings.byteAt(index, length - 1) !== 0x29) continue;
    if ((strings.byteAt(index, 0) ^ 0x30) > 9) continue;
    const match = pattern.exec(strings.get(index));
    if (match === null) continue;
    isName[index >>> 5] |= 1 << (index & 31);
    names.set(index, { tableId: Number(match[2]), entry: match[1] });
  }
  return { isName, names };
}
