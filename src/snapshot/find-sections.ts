import { Buffer } from 'node:buffer';
import { fstatSync, readSync } from 'node:fs';
import { EdgeRows, edgeColumns } from '../heap/edge-rows.js';
import type { SnapshotHeader } from '../heap/header.js';
import type { SnapshotParser } from '../heap/parse.js';
import { guessRowStart } from '../heap/row-block.js';
import type { Section } from './row-reader.js';

/** Where in a file is what can be read at several places. */
export interface Sections {
  readonly header: SnapshotHeader;
  readonly nodes: Section;
  readonly edges: Section;
  /** The byte where the key behind the edges begins. */
  readonly next: number;
}

// As keys they stand in no JSON string.
const nodesKey = '"nodes":[';
const edgesKey = '"edges":[';
const keyBehindEdges = '"trace_function_infos":';
const pieceBytes = 2 ** 20;
const probeBytes = 2 ** 11;

type BytesAt = (start: number, end: number) => Buffer;

/** Finds the sections of a file, and has the parser read its header. Throws if they do not stand as V8 writes them. */
export function findSections(descriptor: number, parser: SnapshotParser): Sections {
  const buffer = Buffer.allocUnsafeSlow(pieceBytes);
  const bytesAt: BytesAt = (start, end) => buffer.subarray(0, readSync(descriptor, buffer, 0, end - start, start));

  const head = bytesAt(0, 2 ** 16);
  const nodes = head.indexOf(nodesKey);
  parser.write(head.subarray(0, Math.max(0, nodes)));
  const { header } = parser;
  if (header === null) throw new Error('the file does not begin as V8 begins it');
  const next = findLast(bytesAt, keyBehindEdges, fstatSync(descriptor).size);
  const edges = findEdges(bytesAt, header, nodes, next);
  return {
    header,
    nodes: { start: nodes + nodesKey.length - 1, end: endBefore(bytesAt, edges) },
    edges: { start: edges + edgesKey.length - 1, end: endBefore(bytesAt, next) },
    next,
  };
}

/** Gives the byte behind the section that stands before a key. */
function endBefore(bytesAt: BytesAt, key: number): number {
  const [before] = /\],\n?$/.exec(bytesAt(key - 3, key).toString('latin1')) ?? [];
  if (before === undefined) throw new Error('a section does not end as V8 ends it');
  return key - before.length + 1;
}

/**
 * Finds the key of the edges between two bytes: nodes stand before it, and edges behind it, which mostly can be told
 * from each other.
 */
function findEdges(bytesAt: BytesAt, header: SnapshotHeader, start: number, end: number): number {
  const edges = new EdgeRows({ ...header, edgeCount: probeBytes }, edgeColumns(probeBytes));
  let [low, high] = [start, end];
  while (high - low > pieceBytes / 2) {
    const middle = Math.floor((low + high) / 2);
    if (guessRowStart(bytesAt(middle, middle + probeBytes), edges) === -1) low = middle;
    else high = middle;
  }
  const place = findFirst(bytesAt, edgesKey, low, high);
  return place === -1 ? findFirst(bytesAt, edgesKey, start, end) : place;
}

/** Finds where a text first stands between two bytes, or gives -1. */
function findFirst(bytesAt: BytesAt, text: string, start: number, end: number): number {
  for (let from = start; from < end; from += pieceBytes - text.length) {
    const place = bytesAt(from, Math.min(end, from + pieceBytes)).indexOf(text);
    if (place !== -1) return from + place;
  }
  return -1;
}

/** Finds where a text last stands before a byte, or gives -1. */
function findLast(bytesAt: BytesAt, text: string, end: number): number {
  for (let to = end; to > 0; to -= pieceBytes - text.length) {
    const from = Math.max(0, to - pieceBytes);
    const place = bytesAt(from, to).lastIndexOf(text);
    if (place !== -1) return from + place;
  }
  return -1;
}
