import type { HeapGraph } from './graph.js';
import type { SnapshotStrings } from './strings.js';

/**
 * The entries of WeakMaps. V8 writes an entry as two edges to the value, one from the key and one from the table, each with
 * a name of its own that tells the pair and the table.
 */
export interface Ephemerons {
  /** For each string that names such an edge, by its index. */
  readonly names: ReadonlyMap<number, EphemeronName>;
}

/** What the name of such an edge tells. */
export interface EphemeronName {
  /** The node id of the table. */
  readonly tableId: number;
  /** The node id of the value, to which the edge leads. */
  readonly valueId: number;
  /** What is the same in both names of an entry. */
  readonly entry: string;
}

// DevTools: HeapSnapshot.ts, tryParseWeakMapEdgeName
const pattern = /^\d+( \/ part of key \(.*? @\d+\) -> value \(.*? @(\d+)\) pair in WeakMap \(table @(\d+)\))$/;

const minLength = '1 / part of key ( @1) -> value ( @1) pair in WeakMap (table @1)'.length;

/** Finds the names of the entries of WeakMaps among all strings, or among those with the indexes `candidates`. */
export function findEphemerons(strings: SnapshotStrings, candidates: Uint32Array | null = null): Ephemerons {
  const names = new Map<number, EphemeronName>();
  const count = candidates?.length ?? strings.count;
  for (let at = 0; at < count; at++) {
    const index = candidates === null ? at : candidates[at];
    // Most strings do not begin with a digit and end with a bracket.
    const length = strings.byteLength(index);
    if (length < minLength || strings.byteAt(index, length - 1) !== 0x29) continue;
    if ((strings.byteAt(index, 0) ^ 0x30) > 9) continue;
    const match = pattern.exec(strings.get(index));
    if (match !== null) names.set(index, { entry: match[1], valueId: Number(match[2]), tableId: Number(match[3]) });
  }
  return { names };
}

/** Finds the nodes with these node ids. Gives n bits, 32 to a word. */
export function nodesWithIds({ nodeCount, nodeId }: HeapGraph, ids: ReadonlySet<number>): Uint32Array {
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
