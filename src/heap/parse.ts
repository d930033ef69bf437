import { type EdgeArrays, EdgeRows } from './edge-rows.js';
import { type HeapGraph, nodesOfBlocks } from './graph.js';
import { readHeader, type SnapshotHeader } from './header.js';
import { LocationRows } from './location-rows.js';
import { uint32Array } from './memory.js';
import { type NodeArrays, NodeRows } from './node-rows.js';
import { NumberRows } from './number-rows.js';
import { RawValue } from './raw-value.js';
import { StringArray } from './string-array.js';
import type { SnapshotStrings } from './strings.js';
import { SnapshotSyntaxError } from './syntax-error.js';

/** What a graph has before its strings are read. */
export type GraphRows = Pick<
  HeapGraph,
  'nodeCount' | 'edgeCount' | 'nodeTypes' | 'nodeType' | 'firstEdge' | 'edgeTypes' | 'edgeType' | 'edgeName' | 'edgeTo'
>;

/** Reads one JSON value that may be spread over many chunks. */
interface ValueReader {
  done: boolean;
  read(chunk: Uint8Array, at: number, base: number): number;
}

type State = 'start' | 'first key' | 'key' | 'colon' | 'value' | 'comma' | 'end';

/**
 * Makes a graph of the bytes of a `.heapsnapshot` file, which may come in chunks of any size from anywhere, while they
 * arrive. A chunk may be reused by the caller when `write` has returned.
 *
 * `write` and `end` throw SnapshotSyntaxError; a parser that has thrown is of no more use.
 */
export class SnapshotParser {
  /** Bytes in the chunks before this one. */
  #base = 0;
  #state: State = 'start';
  #key = '';
  #reader: ValueReader | null = null;
  readonly #seen = new Set<string>();
  #header: SnapshotHeader | null = null;
  #nodes: NodeRows | null = null;
  #edges: EdgeRows | null = null;
  #locations: LocationRows | null = null;
  #strings: SnapshotStrings | null = null;

  /** Takes the next bytes of the file. */
  write(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#reader === null) {
        at = this.#readStructure(chunk, at);
      } else {
        at = this.#reader.read(chunk, at, this.#base);
        if (this.#reader.done) this.#finish(this.#base + at);
      }
    }
    this.#base += chunk.length;
  }

  /** The nodes and edges, once both were read whole; null before. For who must know them before the strings come. */
  get rows(): GraphRows | null {
    const [header, nodes, edges] = [this.#header, this.#nodes, this.#edges];
    if (!header || !nodes || !edges || nodes.problem() !== null || edges.problem() !== null) return null;
    return {
      nodeCount: nodes.nodeCount,
      edgeCount: edges.edgeCount,
      nodeTypes: padded(header.nodeTypes, nodes.maxType),
      edgeTypes: padded(header.edgeTypes, edges.maxType),
      nodeType: nodes.nodeType,
      firstEdge: nodes.firstEdge,
      edgeType: edges.edgeType,
      edgeName: edges.edgeName,
      edgeTo: edges.edgeTo,
    };
  }

  /** The header, once it was read; null before. */
  get header(): SnapshotHeader | null {
    return this.#header;
  }

  /** Whether the file has come to its end. */
  get isWhole(): boolean {
    return this.#state === 'end';
  }

  /** The strings, once the file has come to its end; null before. */
  get strings(): SnapshotStrings | null {
    return this.isWhole ? this.#strings : null;
  }

  /** How many bytes of the file are behind the parser. */
  get offset(): number {
    return this.#base;
  }

  /** Goes on at a byte where the key behind the nodes and edges begins, which somebody else reads. */
  jump(offset: number): void {
    this.#base = offset;
    this.#seen.add('nodes').add('edges');
    this.#state = 'key';
  }

  /**
   * Gives the graph, when all bytes were written; with the nodes and edges that somebody else has read, if the parser
   * has not.
   */
  end(nodes: NodeArrays | null = this.#nodes, edges: EdgeArrays | null = this.#edges): HeapGraph {
    const [header, strings] = [this.#header, this.#strings];
    if (this.#state !== 'end') {
      throw new SnapshotSyntaxError(this.#base === 0 ? 'the file is empty' : 'the file ends too early', this.#base);
    }
    for (const name of ['snapshot', 'nodes', 'edges', 'strings']) {
      if (!this.#seen.has(name)) throw new SnapshotSyntaxError(`the file has no section "${name}"`, this.#base);
    }
    if (header === null || nodes === null || edges === null || strings === null) throw new Error('unreachable');
    const maxName = Math.max(nodes.maxName, edges.maxName);
    if (maxName >= strings.count) {
      throw new SnapshotSyntaxError(`there are ${strings.count} strings, and string ${maxName} is used`, this.#base);
    }
    return {
      nodeCount: nodes.nodeCount,
      edgeCount: edges.edgeCount,
      nodeTypes: padded(header.nodeTypes, nodes.maxType),
      edgeTypes: padded(header.edgeTypes, edges.maxType),
      nodeType: nodes.nodeType,
      nodeName: nodes.nodeName,
      nodeId: nodes.nodeId,
      selfSize: nodes.selfSize,
      detachedness: nodes.detachedness,
      firstEdge: nodes.firstEdge,
      nodeOfBlock: nodesOfBlocks(nodes.firstEdge),
      edgeType: edges.edgeType,
      edgeName: edges.edgeName,
      edgeTo: edges.edgeTo,
      strings,
      locations: this.#locations?.locations ?? { ofNode: uint32Array(0), scriptId: [0], line: [0], column: [0] },
      extraNativeBytes: header.extraNativeBytes,
      isRedacted: header.isRedacted,
      isForked: header.isForked,
    };
  }

  /** Reads what stands around keys and values, up to where a key or value starts. */
  #readStructure(chunk: Uint8Array, at: number): number {
    for (; at < chunk.length; at++) {
      const byte = chunk[at];
      if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) continue;
      if (this.#state === 'value') {
        this.#reader = this.#begin(this.#key, this.#base + at);
        return at;
      }
      if ((this.#state === 'first key' || this.#state === 'key') && byte === 0x22) {
        this.#reader = new RawValue(true);
        return at;
      }
      if (this.#state === 'start' && byte === 0x7b) this.#state = 'first key';
      else if (this.#state === 'colon' && byte === 0x3a) this.#state = 'value';
      else if (this.#state === 'comma' && byte === 0x2c) this.#state = 'key';
      else if ((this.#state === 'comma' || this.#state === 'first key') && byte === 0x7d) this.#state = 'end';
      else throw new SnapshotSyntaxError(unexpected[this.#state], this.#base + at);
    }
    return at;
  }

  /** Chooses how the value of `key` is read. */
  #begin(key: string, offset: number): ValueReader {
    if (this.#seen.has(key)) throw new SnapshotSyntaxError(`section "${key}" stands there twice`, offset);
    this.#seen.add(key);
    if (key === 'snapshot') return new RawValue(true);
    if (key === 'strings') return new StringArray();
    if (key !== 'nodes' && key !== 'edges' && key !== 'locations') return new RawValue(false);
    const header = this.#header;
    if (header === null) throw new SnapshotSyntaxError(`"${key}" stands before "snapshot", or without it`, offset);
    try {
      if (key === 'nodes') {
        this.#nodes = new NodeRows(header);
        return new NumberRows(this.#nodes);
      }
      if (key === 'edges') {
        this.#edges = new EdgeRows(header);
        return new NumberRows(this.#edges);
      }
      this.#locations = new LocationRows(header);
      return new NumberRows(this.#locations);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const { nodeCount, edgeCount } = header;
      throw new SnapshotSyntaxError(`no memory for the ${nodeCount} nodes and ${edgeCount} edges it tells of`, offset);
    }
  }

  /** Takes what the reader has read, up to byte `offset`. */
  #finish(offset: number): void {
    const reader = this.#reader;
    this.#reader = null;
    if (this.#state !== 'value') {
      this.#key = parseKey((reader as RawValue).text(), offset);
      this.#state = 'colon';
      return;
    }
    this.#state = 'comma';
    const key = this.#key;
    if (key === 'snapshot') this.#header = readHeader((reader as RawValue).text(), offset);
    if (key === 'strings') this.#strings = (reader as StringArray).strings;
    const problem = key === 'nodes' ? this.#nodes?.problem() : key === 'edges' ? this.#edges?.problem() : null;
    if (problem) throw new SnapshotSyntaxError(`"${key}": ${problem}`, offset);
  }
}

const unexpected: Record<State, string> = {
  start: 'not a heap snapshot: "{" expected',
  'first key': 'not a heap snapshot: a key expected',
  key: 'a key expected',
  colon: '":" expected',
  value: 'a value expected',
  comma: '"," or "}" expected',
  end: 'something follows the end of the snapshot',
};

function parseKey(text: string, offset: number): string {
  try {
    return JSON.parse(text);
  } catch {
    throw new SnapshotSyntaxError('not a heap snapshot: a key is not valid JSON', offset);
  }
}

function padded(types: readonly string[], maxType: number): string[] {
  const unknown = new Array<string>(Math.max(0, maxType + 1 - types.length)).fill('unknown');
  return [...types, ...unknown];
}
