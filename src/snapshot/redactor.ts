import { hasStringName } from '../heap/graph.js';
import type { SnapshotParser } from '../heap/parse.js';

const [quote, backslash, hidden, u] = [0x22, 0x5c, 0x78, 0x75];
const opening = '"strings":[';

/**
 * Hides the contents of strings in the bytes of a snapshot: each character becomes an `x`, so lengths stay, and all that is no
 * string's content: names of properties, classes, functions, variables and scripts.
 *
 * The parser must have been given each chunk before: it tells which strings are names. V8 writes the strings last.
 */
export class Redactor {
  readonly #parser: SnapshotParser;
  #isName: Uint8Array | null = null;
  #tail = '';
  #index = -1;
  #state: 'rows' | 'between' | 'string' | 'escape' | 'end' = 'rows';
  /** Hexadecimal digits that still belong to a `\u` escape. */
  #digits = 0;

  constructor(parser: SnapshotParser) {
    this.#parser = parser;
  }

  /** The same bytes without contents; fewer, as an escape becomes one `x`. */
  redact(chunk: Uint8Array): Uint8Array {
    let at = 0;
    if (this.#state === 'rows') {
      at = this.#findStrings(chunk);
      if (at === -1) return chunk;
      this.#state = 'between';
      this.#isName = namesOf(this.#parser);
    }
    const result = new Uint8Array(chunk.length);
    result.set(chunk.subarray(0, at));
    let to = at;
    for (; at < chunk.length; at++) {
      const byte = this.#next(chunk[at]);
      if (byte !== -1) result[to++] = byte;
    }
    return result.subarray(0, to);
  }

  /** What a byte of the strings section becomes; -1: nothing. */
  #next(byte: number): number {
    switch (this.#state) {
      case 'between':
        if (byte === quote) {
          this.#state = 'string';
          this.#index++;
        } else if (byte === 0x5d) this.#state = 'end';
        return byte;
      case 'string':
        if (byte === quote) {
          this.#state = 'between';
          return byte;
        }
        if (this.#digits > 0) {
          this.#digits--;
          return this.#isKept() ? byte : -1;
        }
        if (byte === backslash) this.#state = 'escape';
        return this.#isKept() ? byte : byte === backslash ? -1 : hidden;
      case 'escape':
        this.#state = 'string';
        if (byte === u) this.#digits = 4;
        return this.#isKept() ? byte : hidden;
      default:
        return byte;
    }
  }

  #isKept(): boolean {
    return this.#isName![this.#index] === 1;
  }

  /** Where the first byte of the strings section is in this chunk, or -1. The marker cannot stand inside a JSON string. */
  #findStrings(chunk: Uint8Array): number {
    const text = this.#tail + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString('latin1');
    const found = text.indexOf(opening);
    if (found !== -1) return found + opening.length - this.#tail.length;
    this.#tail = text.slice(-(opening.length - 1));
    return -1;
  }
}

/** For each string 1 if it names an edge, or a node that is no string. */
function namesOf(parser: SnapshotParser): Uint8Array {
  const { rows } = parser;
  if (rows === null) throw new Error('the strings of a snapshot stand before its nodes or edges');
  const { nodeCount, edgeCount, nodeTypes, nodeType, nodeName, edgeTypes, edgeType, edgeName } = rows;
  const isContent = Uint8Array.from(nodeTypes, (type) => (type === 'string' || type === 'bigint' ? 1 : 0));
  const isNamed = hasStringName(edgeTypes);
  let most = 0;
  for (let node = 0; node < nodeCount; node++) most = Math.max(most, nodeName[node]);
  for (let edge = 0; edge < edgeCount; edge++) if (isNamed[edgeType[edge]]) most = Math.max(most, edgeName[edge]);
  const isName = new Uint8Array(most + 1);
  for (let node = 0; node < nodeCount; node++) if (!isContent[nodeType[node]]) isName[nodeName[node]] = 1;
  for (let edge = 0; edge < edgeCount; edge++) if (isNamed[edgeType[edge]]) isName[edgeName[edge]] = 1;
  return isName;
}
