import { Buffer } from 'node:buffer';
import { on } from 'node:events';
import { fstatSync, readSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { type HeapAnalysis, type Progress, sizesAndClasses } from '../heap/analyse.js';
import type { NodeClasses } from '../heap/classes.js';
import { depthFirst } from '../heap/depth-first.js';
import { dominatorTree } from '../heap/dominators.js';
import { type EdgeArrays, EdgeRows } from '../heap/edge-rows.js';
import { type Ephemerons, findEphemerons } from '../heap/ephemerons.js';
import type { HeapGraph } from '../heap/graph.js';
import { NumberRows } from '../heap/number-rows.js';
import { SnapshotParser } from '../heap/parse.js';
import { retainedByVertex } from '../heap/retained-sizes.js';
import type { Retainers } from '../heap/retainers.js';
import { retention } from '../heap/retention.js';
import { Scratch } from '../heap/scratch.js';
import { packageFile } from '../package-files.js';
import { areFar, blockBytes, bytesBehind, type Meeting, meetingFor, tellRead } from './meeting.js';
import type { EdgesBehind, EdgesMessage, GraphMessage } from './second-thread.js';
import { beginTask, runTask } from './task-times.js';

/** A file that is read at several places. */
export interface SnapshotSource {
  readonly descriptor: number;
  /** Gives the bytes from an offset on. */
  bytesFrom(offset: number): AsyncIterable<Uint8Array>;
}

/**
 * Loads a snapshot with a second thread: that one reads the edges from the last on, while this one reads all else and
 * then the edges from the first on, until they meet; then that one computes what needs no dominators while this one
 * computes these.
 * `read` is told about how many bytes both have read. Throws if something is wrong with the file, but without saying
 * well what.
 */
export async function analyseInTwoThreads(
  source: SnapshotSource,
  read: (bytes: number) => void,
  progress: Progress,
): Promise<HeapAnalysis> {
  const second = new SecondThread();
  try {
    const { graph, ephemerons } = await readInTwoThreads(source, second, read);
    second.tell({ graph: { ...graph, strings: graph.strings.parts }, ephemerons });
    progress('dominators');
    const scratch = new Scratch();
    const retained = retention(graph, ephemerons);
    const spanning = runTask('depth-first', () => depthFirst(graph, retained, scratch));
    const retainers = await second.answer<Retainers>();
    const tree = runTask('dominators', () => dominatorTree(graph, retained, retainers, spanning, scratch));
    progress('distances');
    const shallowSize = await second.answer<HeapAnalysis['shallowSize']>();
    // Of the sizes what needs no classes: the other thread has them last.
    const byVertex = runTask('retained sizes', () => retainedByVertex(tree, shallowSize, scratch));
    const distance = await second.answer<HeapAnalysis['distance']>();
    progress('sizes and classes');
    const classes = await second.answer<NodeClasses>();
    const results = runTask('sizes of classes', () => sizesAndClasses(tree, shallowSize, byVertex, classes, scratch));
    return { graph, retention: retained, retainers, distance, ...results, spare: scratch };
  } finally {
    await second.end();
  }
}

async function readInTwoThreads(
  { descriptor, bytesFrom }: SnapshotSource,
  second: SecondThread,
  read: (bytes: number) => void,
): Promise<{ graph: HeapGraph; ephemerons: Ephemerons }> {
  const parser = new SnapshotParser('all but edges');
  await feed(parser, bytesFrom(0), () => parser.header !== null);
  const { header } = parser;
  if (header === null) throw new Error('the file has no header');
  const edges = new EdgeRows(header);
  const { edgeType, edgeName, edgeTo } = edges;
  const meeting = meetingFor(header.edgeCount);
  const { end, next } = endOfEdges(descriptor);
  const columns = { edgeType, edgeName, edgeTo };
  second.tell({ descriptor, header, columns, end, meeting });

  let own = 0;
  const counted = async function* (offset: number): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytesFrom(offset)) {
      own += chunk.length;
      read(own + bytesBehind(meeting));
      yield chunk;
    }
  };
  const endNodes = beginTask('nodes');
  await feed(parser, counted(parser.offset), () => parser.edgesStart > 0);
  endNodes();
  if (parser.offset < next) parser.jump(next);
  const endStrings = beginTask('strings');
  await feed(parser, counted(parser.offset));
  endStrings();
  const { strings } = parser;
  if (strings === null) throw new Error('the file ends too early');
  // Before the edges, in which both threads share the work that is left.
  const ephemerons = runTask('ephemerons', () => findEphemerons(strings));
  const endEdges = beginTask('edges');
  const graph = parser.end(await readToMeeting(edges, parser.edgesStart, meeting, counted, second));
  endEdges();
  return { graph, ephemerons };
}

/** Feeds a parser until it has enough. */
async function feed(
  parser: SnapshotParser,
  chunks: AsyncIterable<Uint8Array>,
  isEnough: () => boolean = () => false,
): Promise<void> {
  for await (const chunk of chunks) {
    parser.write(chunk);
    if (isEnough()) return;
  }
}

/**
 * Reads the section that begins at byte `start` from the first edge on, until the thread is met that reads it from the
 * last on.
 */
async function readToMeeting(
  edges: EdgeRows,
  start: number,
  meeting: Meeting,
  bytesFrom: SnapshotSource['bytesFrom'],
  second: SecondThread,
): Promise<EdgeArrays> {
  const rows = new NumberRows(edges);
  let at = start;
  for await (const block of blocks(bytesFrom(at))) {
    if (rows.done || !areFar(meeting)) break;
    at += rows.read(block, 0, at);
    tellRead(meeting, edges.read);
  }
  const { first, start: end, maxType, maxName } = await second.answer<EdgesBehind>();
  for await (const block of blocks(bytesFrom(at))) {
    const rest = block.subarray(0, Math.max(0, end - at));
    if (rows.done || rest.length === 0) break;
    at += rows.read(rest, 0, at);
  }
  // Without an edge from the other side, that is where the section ends.
  const isWhole = first === edges.edgeCount ? rows.done : rows.isBetweenRows;
  if (edges.read !== first || at !== end || !isWhole)
    throw new Error('what two threads have read of the edges does not meet');
  const { edgeCount, edgeType, edgeName, edgeTo } = edges;
  const maxima = { maxType: Math.max(maxType, edges.maxType), maxName: Math.max(maxName, edges.maxName) };
  return { edgeCount, edgeType, edgeName, edgeTo, ...maxima };
}

async function* blocks(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += blockBytes) yield chunk.subarray(at, at + blockBytes);
  }
}

const keyBehindEdges = '"trace_function_infos":';

/** Finds the byte behind the section of the edges, and that of the next key, which as such stands in no JSON string. */
function endOfEdges(descriptor: number): { end: number; next: number } {
  const buffer = Buffer.allocUnsafeSlow(2 ** 20);
  for (let end = fstatSync(descriptor).size; end > 0; ) {
    const start = Math.max(0, end - buffer.length);
    const length = readSync(descriptor, buffer, 0, end - start, start);
    const place = buffer.subarray(0, length).lastIndexOf(keyBehindEdges);
    // What stands before it must be in the same piece.
    if (place >= 3) {
      const newline = buffer[place - 1] === 0x0a ? 1 : 0;
      const behind = place - newline;
      if (buffer.subarray(behind - 2, behind).toString() !== '],') break;
      return { end: start + behind - 1, next: start + place };
    }
    end = start === 0 ? 0 : start + keyBehindEdges.length + 2;
  }
  throw new Error('the edges of the file do not end as V8 ends them');
}

/** The other thread: what it answers is kept, in its order, until it is asked for. */
class SecondThread {
  readonly #worker = new Worker(packageFile('dist/program/second-thread.js'), {
    // It makes few objects, and V8 would let them take 16 MB before it looks for garbage.
    resourceLimits: { maxYoungGenerationSizeMb: 2 },
  });
  readonly #ended = new AbortController();
  readonly #answers = on(this.#worker, 'message', { signal: this.#ended.signal });

  constructor() {
    this.#worker.once('exit', () => this.#ended.abort());
  }

  tell(message: EdgesMessage | GraphMessage): void {
    this.#worker.postMessage(message);
  }

  /** The next answer; fails if the thread fails, or ends before. */
  async answer<T>(): Promise<T> {
    return (await this.#answers.next()).value[0];
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}
