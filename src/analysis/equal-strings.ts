import type { SnapshotStrings } from '../heap/strings.js';

/**
 * Finds strings of a snapshot that are the same text: gives for each of `indexes` the first of them with this text. V8
 * writes each text once, other programs may not. O(bytes).
 */
export function equalStrings(strings: SnapshotStrings, indexes: Uint32Array): Uint32Array {
  const table = new Uint32Array(2 ** Math.ceil(Math.log2(2 * indexes.length + 1)));
  const hashes = new Uint32Array(indexes.length);
  const mask = table.length - 1;
  return indexes.map((index, position) => {
    const bytes = strings.bytes(index);
    const hash = hashOf(bytes);
    hashes[position] = hash;
    let at = hash & mask;
    for (; table[at] !== 0; at = (at + 1) & mask) {
      const other = table[at] - 1;
      if (hashes[other] === hash && sameBytes(strings.bytes(indexes[other]), bytes)) return indexes[other];
    }
    table[at] = position + 1;
    return index;
  });
}

/** FNV-1a (RFC 9923), with its upper bits mixed into the lower ones. */
function hashOf(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < bytes.length; at++) hash = Math.imul(hash ^ bytes[at], 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}
