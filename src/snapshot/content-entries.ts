import { Buffer } from 'node:buffer';
import { hasStringName } from '../heap/graph.js';
import type { GraphRows } from '../heap/parse.js';

/**
 * For each string, up to the last that is none of them: bits that tell whether it names edges from contents, or to
 * contents.
 */
export type ContentEntries = Uint8Array;

const [fromContent, toContent] = [1, 2];

/**
 * Finds the names of edges that begin or end at contents: V8 puts the names of both into those of a WeakMap's entries.
 */
export function contentEntries(rows: GraphRows, isContent: Uint8Array): ContentEntries {
  const { nodeCount, edgeCount, nodeType, firstEdge, edgeTypes, edgeType, edgeName, edgeTo } = rows;
  const isNamed = hasStringName(edgeTypes);
  let most = 0;
  for (let edge = 0; edge < edgeCount; edge++) if (isNamed[edgeType[edge]]) most = Math.max(most, edgeName[edge]);
  const entries = new Uint8Array(most + 1);
  for (let node = 0; node < nodeCount; node++) {
    const from = isContent[nodeType[node]] * fromContent;
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
      if (isNamed[edgeType[edge]]) entries[edgeName[edge]] |= from | (isContent[nodeType[edgeTo[edge]]] * toContent);
    }
  }
  return entries;
}

/**
 * Hides the contents in the name of a WeakMap's entry, `1 / part of key (…  @1) -> value (… @2) pair in WeakMap (table
 * @3)`; any other name stays. V8 ends it after 1,024 characters, wherever that is; what cannot be told apart is hidden.
 */
export function hideEntry(name: Uint8Array, bits: number | undefined): Uint8Array {
  if (!bits || (name[0] ^ 0x30) > 9) return name;
  const text = Buffer.from(name.buffer, name.byteOffset, name.length).toString('latin1');
  const keyAt = /^\d+ \/ part of key \(/.exec(text)?.[0].length;
  if (keyAt === undefined) return name;
  const middles = [...text.matchAll(/ @\d+\) -> value \(/g)];
  const middle = bits & toContent ? middles[0] : middles.at(-1);
  const keyEnd = middle?.index ?? text.length;
  const valueAt = keyEnd + (middle?.[0].length ?? 0);
  const valueEnd = / @\d+\) pair in WeakMap \(table @\d+\)$/.exec(text)?.index ?? text.length;
  const key = text.slice(keyAt, keyEnd);
  const value = text.slice(valueAt, valueEnd);
  return Buffer.from(
    text.slice(0, keyAt) +
      (bits & fromContent ? hiddenText(key) : key) +
      text.slice(keyEnd, valueAt) +
      (bits & toContent ? hiddenText(value) : value) +
      text.slice(valueEnd),
    'latin1',
  );
}

function hiddenText(text: string): string {
  return text.replace(/\\u.{4}|\\?./gs, 'x');
}
