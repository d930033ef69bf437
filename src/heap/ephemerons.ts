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
const pattern =
  /^\d+(?<entry> \/ part of key \(.*? @\d+\) -> value \(.*? @\d+\) pair in WeakMap \(table @(?<tableId>\d+)\))$/;

/** Finds the names of the entries of WeakMaps among all strings. */
export function findEphemerons(strings: SnapshotStrings): Ephemerons {
  const isName = new Uint32Array((strings.count >>> 5) + 1);
  const names = new Map<number, { tableId: number; entry: string }>();
  for (let index = 0; index < strings.count; index++) {
    if (strings.lastByte(index) !== 0x29) continue;
    const groups = pattern.exec(strings.get(index))?.groups;
    if (groups === undefined) continue;
    isName[index >>> 5] |= 1 << (index & 31);
    names.set(index, { tableId: Number(groups.tableId), entry: groups.entry });
  }
  return { isName, names };
}
