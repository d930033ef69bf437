// The two loops in which most of the time goes that it takes to read a snapshot. They read rows of numbers as V8 writes
// them, and leave what is unusual to `NumberRows`. All that they share stands here, as V8 compiles a call of what is
// imported less well.
//
// The lines that read one number stand there for each number: a function cannot give both the number and where it ends
// without taking memory for them, and V8 does not inline as much as it would be. Whoever changes one of these copies
// changes all.
import type { HeapGraph } from './graph.js';

/** What is read of edges; see `EdgeRows`, which implements it. */
export interface EdgeColumnsRead extends Pick<HeapGraph, 'edgeType' | 'edgeName' | 'edgeTo'> {
  readonly edgeCount: number;
  readonly nodeCount: number;
  readonly nodeFieldCount: number;
  /** By edge type: 1 where the field is a name, 0 where it is an index. */
  readonly isNamed: Uint8Array;
  /** Edges read so far. */
  read: number;
  maxType: number;
  maxName: number;
}

/** What is read of nodes; see `NodeRows`, which implements it. */
export interface NodeColumnsRead extends Pick<HeapGraph, 'nodeType' | 'nodeName' | 'nodeId' | 'firstEdge'> {
  readonly selfSize: Uint32Array | Float64Array;
  readonly detachedness: Uint8Array;
  readonly nodeCount: number;
  readonly edgeCount: number;
  readonly fieldCount: number;
  readonly detachednessField: number;
  /** Nodes read so far, and edges of these. */
  read: number;
  edges: number;
  maxType: number;
  maxName: number;
}

/** Reads edges from `at` on, where one starts, as `RowSink.rows` does. */
export function readEdges(chunk: Uint8Array, at: number, rows: EdgeColumnsRead): number {
  const { edgeType, edgeName, edgeTo, edgeCount, isNamed, nodeCount, nodeFieldCount } = rows;
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const perField = 1 / nodeFieldCount;
  const end = chunk.length - 3 * maxNumberBytes;
  let { read, maxType, maxName } = rows;
  while (at < end && read < edgeCount) {
    // Edge types have one digit.
    const type = chunk[at] ^ 0x30;
    if (type > 9 || chunk[at + 1] !== comma) break;

    let p = at + 2;
    let name = 0;
    let bytes = fourBytes(view, p);
    let others = othersOf(bytes);
    if (others === 0) {
      name = fourDigits(bytes);
      p += 4;
      bytes = fourBytes(view, p);
      others = othersOf(bytes);
    } else if ((others & 0x80) !== 0) {
      break;
    }
    if (others === 0) {
      name = (Math.imul(name, 10_000) + fourDigits(bytes)) | 0;
      p += 4;
      const digit = chunk[p] ^ 0x30;
      if (digit <= 9) {
        name = (Math.imul(name, 10) + digit) | 0;
        p++;
      }
    } else {
      const digits = digitsBefore(others);
      name = (Math.imul(name, powersOfTen[digits]) + firstDigits(bytes, digits)) | 0;
      p += digits;
    }
    if (chunk[p++] !== comma) break;

    let offset = 0;
    bytes = fourBytes(view, p);
    others = othersOf(bytes);
    if (others === 0) {
      offset = fourDigits(bytes);
      p += 4;
      bytes = fourBytes(view, p);
      others = othersOf(bytes);
    } else if ((others & 0x80) !== 0) {
      break;
    }
    if (others === 0) {
      offset = (Math.imul(offset, 10_000) + fourDigits(bytes)) | 0;
      p += 4;
      const digit = chunk[p] ^ 0x30;
      if (digit <= 9) {
        offset = (Math.imul(offset, 10) + digit) | 0;
        p++;
      }
    } else {
      const digits = digitsBefore(others);
      offset = (Math.imul(offset, powersOfTen[digits]) + firstDigits(bytes, digits)) | 0;
      p += digits;
    }
    if (chunk[p] === newline) p++;
    if (chunk[p++] !== comma) break;

    const to = (offset * perField + 0.5) | 0;
    if (Math.imul(to, nodeFieldCount) !== offset || to >= nodeCount) break;
    if (type > maxType) maxType = type;
    if (name > maxName && isNamed[type] === 1) maxName = name;
    edgeType[read] = type;
    edgeName[read] = name;
    edgeTo[read] = to;
    read++;
    at = p;
  }
  rows.read = read;
  rows.maxType = maxType;
  rows.maxName = maxName;
  return at;
}

/** Reads nodes from `at` on, where one starts, as `RowSink.rows` does. */
export function readNodes(chunk: Uint8Array, at: number, rows: NodeColumnsRead): number {
  const { nodeType, nodeName, nodeId, selfSize, detachedness, firstEdge } = rows;
  const { nodeCount, edgeCount, fieldCount, detachednessField } = rows;
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const end = chunk.length - fieldCount * maxNumberBytes;
  // Most rows end with zeros: `0,0` where there are 7 fields, `0` where there are 6. V8 writes no other number of them.
  const zeros = fieldCount === 7 ? 0x302c30 : 0x30;
  const zerosMask = fieldCount === 7 ? 0xffffff : fieldCount === 6 ? 0xff : 0;
  let { read, maxType, maxName, edges } = rows;
  while (at < end && read < nodeCount) {
    let p = at + 1;
    let type = chunk[at] ^ 0x30;
    if (type > 9) break;
    let digit = chunk[p++] ^ 0x30;
    if (digit <= 9) {
      type = (Math.imul(type, 10) + digit) | 0;
      digit = chunk[p++] ^ 0x30;
    }
    if (digit !== commaDigit) break;

    let name = 0;
    let bytes = fourBytes(view, p);
    let others = othersOf(bytes);
    if (others === 0) {
      name = fourDigits(bytes);
      p += 4;
      bytes = fourBytes(view, p);
      others = othersOf(bytes);
    } else if ((others & 0x80) !== 0) {
      break;
    }
    if (others === 0) {
      name = (Math.imul(name, 10_000) + fourDigits(bytes)) | 0;
      p += 4;
      digit = chunk[p] ^ 0x30;
      if (digit <= 9) {
        name = (Math.imul(name, 10) + digit) | 0;
        p++;
      }
    } else {
      const digits = digitsBefore(others);
      name = (Math.imul(name, powersOfTen[digits]) + firstDigits(bytes, digits)) | 0;
      p += digits;
    }
    if (chunk[p++] !== comma) break;

    let id = 0;
    bytes = fourBytes(view, p);
    others = othersOf(bytes);
    if (others === 0) {
      id = fourDigits(bytes);
      p += 4;
      bytes = fourBytes(view, p);
      others = othersOf(bytes);
    } else if ((others & 0x80) !== 0) {
      break;
    }
    if (others === 0) {
      id = (Math.imul(id, 10_000) + fourDigits(bytes)) | 0;
      p += 4;
      digit = chunk[p] ^ 0x30;
      if (digit <= 9) {
        id = (Math.imul(id, 10) + digit) | 0;
        p++;
      }
    } else {
      const digits = digitsBefore(others);
      id = (Math.imul(id, powersOfTen[digits]) + firstDigits(bytes, digits)) | 0;
      p += digits;
    }
    if (chunk[p++] !== comma) break;

    // Few nodes have 10 MB.
    let size = 0;
    bytes = fourBytes(view, p);
    others = othersOf(bytes);
    if (others === 0) {
      size = fourDigits(bytes);
      p += 4;
      bytes = fourBytes(view, p);
      others = othersOf(bytes);
      if (others === 0) break;
    } else if ((others & 0x80) !== 0) {
      break;
    }
    const digits = digitsBefore(others);
    size = (Math.imul(size, powersOfTen[digits]) + firstDigits(bytes, digits)) | 0;
    p += digits;
    if (chunk[p++] !== comma) break;

    const ownAt = p;
    let own = 0;
    for (digit = chunk[p++] ^ 0x30; digit <= 9; digit = chunk[p++] ^ 0x30) own = (Math.imul(own, 10) + digit) | 0;
    if ((p - ownAt - 2) >>> 0 >= maxDigits) break;

    let detached = 0;
    if (digit === commaDigit && zerosMask !== 0 && ((view.getInt32(p, true) ^ zeros) & zerosMask) === 0) {
      p += 2 * fieldCount - 11;
      digit = chunk[p++] ^ 0x30;
    } else {
      let field = 5;
      for (; field < fieldCount && digit === commaDigit; field++) {
        const valueAt = p;
        let value = 0;
        for (digit = chunk[p++] ^ 0x30; digit <= 9; digit = chunk[p++] ^ 0x30) {
          value = (Math.imul(value, 10) + digit) | 0;
        }
        if ((p - valueAt - 2) >>> 0 >= maxDigits) break;
        if (field === detachednessField) detached = value;
      }
      if (field < fieldCount) break;
    }
    if (digit === newlineDigit) digit = chunk[p++] ^ 0x30;
    if (digit !== commaDigit || edges + own > edgeCount) break;

    edges += own;
    if (type > maxType) maxType = type;
    if (name > maxName) maxName = name;
    nodeType[read] = type;
    nodeName[read] = name;
    nodeId[read] = id;
    selfSize[read] = size;
    if (detached !== 0) detachedness[read] = detached;
    read++;
    firstEdge[read] = edges;
    at = p;
  }
  rows.read = read;
  rows.edges = edges;
  rows.maxType = maxType;
  rows.maxName = maxName;
  return at;
}

/** How many digits are read here: what they make fits into 31 bits. */
const maxDigits = 9;
/**
 * More than is ever looked at of the view for the sake of one number. Behind the end of a chunk there are no digits
 * either.
 */
const maxNumberBytes = maxDigits + 4;

const comma = 0x2c;
const newline = 0x0a;
// Digits xor `0` are 0 to 9, so that one comparison tells them from all else.
const commaDigit = comma ^ 0x30;
const newlineDigit = newline ^ 0x30;

/** What a number grows by when 0 to 3 digits follow it. */
const powersOfTen = new Int32Array([1, 10, 100, 1000]);

/** Four bytes from `at` on, the first one the lowest, each xor `0`. */
function fourBytes(view: DataView, at: number): number {
  return view.getInt32(at, true) ^ 0x30303030;
}

/**
 * Sets the highest bit of each of `fourBytes` that is no digit; above one that is not ASCII perhaps that of digits,
 * too.
 */
function othersOf(bytes: number): number {
  return ((bytes + 0x76767676) | bytes) & 0x80808080;
}

/** How many digits stand before the first of the others, of which there must be one. */
function digitsBefore(others: number): number {
  return (31 - Math.clz32(others & -others)) >>> 3;
}

/** The number that all of `fourBytes` make. */
function fourDigits(bytes: number): number {
  const pairs = bytes * 10 + (bytes >>> 8);
  return (pairs & 0xff) * 100 + ((pairs >>> 16) & 0xff);
}

/** The number that the first 0 to 3 of `fourBytes` make. */
function firstDigits(bytes: number, digits: number): number {
  return fourDigits((bytes << 8) << (24 - (digits << 3)));
}
