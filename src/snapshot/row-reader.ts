import { Buffer } from 'node:buffer';
import { readSync } from 'node:fs';
import { type EdgeArrays, type EdgeColumns, EdgeRows, edgeColumns } from '../heap/edge-rows.js';
import type { SnapshotHeader } from '../heap/header.js';
import { type NodeArrays, type NodeColumns, NodeRows, nodeColumns } from '../heap/node-rows.js';
import { type BlockSink, guessRowStart, readRows } from '../heap/row-block.js';
import { SnapshotSyntaxError } from '../heap/syntax-error.js';

/** Where a section stands in a file: the byte of its `[`, and the one behind its `]`. */
export interface Section {
  readonly start: number;
  readonly end: number;
}

/** A section that threads read together, and how far they are; in memory that they share. */
interface SectionReading extends Section {
  /** How many bytes a thread reads at a time. */
  readonly blockBytes: number;
  /** 2 words: the block that is read next, and the one whose turn it is to say where the next one begins. */
  readonly turns: Int32Array<SharedArrayBuffer>;
  /**
   * What the block whose turn it is must know, 3 words: where in it the first row starts, how many rows stand before
   * it, and if they are nodes, how many edges these have.
   */
  readonly behind: Int32Array<SharedArrayBuffer>;
}

/** What is known of the nodes and edges of a file that threads read together. */
export interface RowReading {
  readonly descriptor: number;
  readonly header: SnapshotHeader;
  readonly nodes: SectionReading & { readonly columns: NodeColumns };
  readonly edges: SectionReading & { readonly columns: EdgeColumns };
}

/** The greatest type and string index of some rows. */
interface Greatest {
  readonly maxType: number;
  readonly maxName: number;
}

/** What a thread has to say of what it has read. */
export interface ReadRows {
  readonly nodes: Greatest;
  readonly edges: Greatest;
}

/** Sleeps while a word has a value, or lets others come to the point of changing it. */
export type Pause = (words: Int32Array<SharedArrayBuffer>, index: number, value: number) => Promise<void> | void;

const nextBlock = 0;
const turn = 1;
/** Whose turn it is when a thread could not read its block. */
const nobody = -1;
const othersFailed = 'another thread could not read its block';
/** More bytes than a row has. */
const overlapBytes = 2 ** 9;
const comma = 0x2c;

/** Begins to read nodes and edges. */
export function beginReading(
  descriptor: number,
  header: SnapshotHeader,
  nodes: Section,
  edges: Section,
  blockBytes = 2 ** 17,
): RowReading {
  const begin = (section: Section): SectionReading => {
    const turns = new Int32Array(new SharedArrayBuffer(8));
    const behind = new Int32Array(new SharedArrayBuffer(12));
    behind[0] = 1;
    return { ...section, blockBytes, turns, behind };
  };
  return {
    descriptor,
    header,
    nodes: { ...begin(nodes), columns: nodeColumns(header.nodeCount) },
    edges: { ...begin(edges), columns: edgeColumns(header.edgeCount) },
  };
}

/** About how many bytes all threads have read. */
export function bytesRead({ nodes, edges }: RowReading): number {
  const ofSection = ({ start, end, blockBytes, turns }: SectionReading) =>
    Math.min(end - start, Atomics.load(turns, nextBlock) * blockBytes);
  return ofSection(nodes) + ofSection(edges);
}

/** Tells all threads that one of them cannot go on: whatever waits for its turn throws. */
export function giveUp({ nodes, edges }: RowReading): void {
  for (const { turns } of [nodes, edges]) {
    Atomics.store(turns, turn, nobody);
    Atomics.notify(turns, turn);
  }
}

/** Gives the nodes and edges, when all threads have read all. Throws if that is not what the header tells of. */
export function endReading(
  { header: { nodeCount, edgeCount }, nodes, edges }: RowReading,
  read: readonly ReadRows[],
): { nodes: NodeArrays; edges: EdgeArrays } {
  const isRead = ({ start, end, blockBytes, turns, behind }: SectionReading, rows: number, edgesOfRows: number) =>
    start + turns[turn] * blockBytes + behind[0] === end && behind[1] === rows && behind[2] === edgesOfRows;
  if (!isRead(nodes, nodeCount, edgeCount) || !isRead(edges, edgeCount, 0))
    throw new Error('the nodes and edges are not those that the header tells of');
  const greatest = (section: keyof ReadRows): Greatest => ({
    maxType: Math.max(...read.map((each) => each[section].maxType)),
    maxName: Math.max(...read.map((each) => each[section].maxName)),
  });
  return {
    nodes: { nodeCount, ...nodes.columns, ...greatest('nodes') },
    edges: { edgeCount, ...edges.columns, ...greatest('edges') },
  };
}

/**
 * Reads nodes and edges together with other threads until there are no more, those of section `first` first. `told` is
 * called after each block that was read here. Throws if one cannot be read, or another thread could not read one.
 */
export async function readTogether(
  reading: RowReading,
  first: keyof ReadRows,
  pause: Pause,
  told: () => Promise<void> | void = () => {},
): Promise<ReadRows> {
  const [nodes, edges] = [nodeReader(reading), edgeReader(reading)];
  try {
    for (const reader of first === 'nodes' ? [nodes, edges] : [edges, nodes]) {
      while (await reader.readBlock(pause)) await told();
    }
  } catch (error) {
    giveUp(reading);
    throw error;
  }
  return { nodes: nodes.greatest, edges: edges.greatest };
}

/** Makes a reader of nodes. */
export function nodeReader({ descriptor, header, nodes }: RowReading): BlockReader<NodeRows> {
  const nodeCount = mostRows(nodes, header.nodeFields);
  const ahead = new NodeRows({ ...header, nodeCount }, nodeColumns(nodeCount));
  return new BlockReader(descriptor, nodes, new NodeRows(header, nodes.columns), ahead);
}

/** Makes a reader of edges. */
export function edgeReader({ descriptor, header, edges }: RowReading): BlockReader<EdgeRows> {
  const edgeCount = mostRows(edges, header.edgeFields);
  const ahead = new EdgeRows({ ...header, edgeCount }, edgeColumns(edgeCount));
  return new BlockReader(descriptor, edges, new EdgeRows(header, edges.columns), ahead);
}

/** How many rows there can be in a block: a field has at least a digit, and what stands behind it. */
function mostRows({ blockBytes }: SectionReading, fields: readonly string[]): number {
  return Math.ceil((blockBytes + overlapBytes) / (2 * fields.length));
}

/**
 * Reads a section of a file together with other threads: each takes the next block of bytes that none has taken. Where
 * the first row of a block starts, and how many rows stand before it, is known when the block before was read. If it is
 * not yet, a thread guesses where the row starts and reads ahead. When it is the turn of its block, it puts these rows
 * to where they belong, or if the guess was wrong, reads the block again.
 */
export class BlockReader<Rows extends BlockSink> {
  readonly #descriptor: number;
  readonly #section: SectionReading;
  readonly #buffer: Buffer;
  readonly #placed: Rows;
  readonly #ahead: Rows;

  /** `placed` are the rows of the whole section, and `ahead` those that do not yet have their place. */
  constructor(descriptor: number, section: SectionReading, placed: Rows, ahead: Rows) {
    this.#descriptor = descriptor;
    this.#section = section;
    this.#buffer = Buffer.allocUnsafeSlow(section.blockBytes + overlapBytes);
    this.#placed = placed;
    this.#ahead = ahead;
  }

  /** The greatest type and string index of what was read here. */
  get greatest(): Greatest {
    const { maxType, maxName } = this.#placed;
    return { maxType, maxName };
  }

  /** Reads a block, and tells whether there was one. */
  async readBlock(pause: Pause): Promise<boolean> {
    const { start, end, blockBytes, turns, behind } = this.#section;
    const block = Atomics.add(turns, nextBlock, 1);
    const from = start + block * blockBytes;
    if (from >= end) return false;
    // At a position of its own, as all threads read from the same descriptor.
    const size = readSync(this.#descriptor, this.#buffer, 0, Math.min(this.#buffer.length, end - from), from);
    const bytes = this.#buffer.subarray(0, size);
    // To a block belongs what follows a comma that is in it.
    const last = Math.min(blockBytes, size - 1);
    const ahead = Atomics.load(turns, turn) === block ? null : this.#readAhead(bytes, last);
    for (let whose = Atomics.load(turns, turn); whose !== block; whose = Atomics.load(turns, turn)) {
      if (whose === nobody) throw new Error(othersFailed);
      await pause(turns, turn, whose);
    }
    const [first, rows, edges] = behind;
    const placed = this.#placed;
    placed.goOn(rows, edges);
    if (ahead?.first === first) {
      this.#endTurn(block, ahead.next, rows + this.#ahead.read, edges + this.#ahead.edges);
      placed.append(this.#ahead);
    } else {
      const next = first > last ? first : readRows(bytes, first, last, placed);
      this.#endTurn(block, next, placed.read, placed.edges);
    }
    return true;
  }

  /** Reads a block from where its first row seems to start; gives null if that leads to anything but a further row. */
  #readAhead(bytes: Buffer, last: number): { first: number; next: number } | null {
    const first = guessRowStart(bytes, this.#ahead);
    if (first === -1) return null;
    this.#ahead.clear();
    try {
      const next = readRows(bytes, first, last, this.#ahead);
      return bytes[next - 1] === comma ? { first, next } : null;
    } catch (error) {
      if (error instanceof SnapshotSyntaxError) return null;
      throw error;
    }
  }

  /** Lets the block behind this one have its turn: `next` is where in this one the next row starts. */
  #endTurn(block: number, next: number, rows: number, edges: number): void {
    const { blockBytes, turns, behind } = this.#section;
    behind[0] = next - blockBytes;
    behind[1] = rows;
    behind[2] = edges;
    if (Atomics.compareExchange(turns, turn, block, block + 1) !== block) throw new Error(othersFailed);
    Atomics.notify(turns, turn);
  }
}
