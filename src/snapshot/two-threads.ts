import { Buffer } from 'node:buffer';
import { fstatSync, readSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Progress } from '../heap/analyse.js';
import { type Basics, dominatorTree, type HeapAnalysis, withSizes } from '../heap/analyse.js';
import { type EdgeArrays, EdgeRows } from '../heap/edge-rows.js';
import { findEphemerons } from '../heap/ephemerons.js';
import type { HeapGraph } from '../heap/graph.js';
import { NumberRows } from '../heap/number-rows.js';
import { SnapshotParser } from '../heap/parse.js';
import type { Retainers } from '../heap/retainers.js';
import { Scratch } from '../heap/scratch.js';
import { areFar, blockBytes, type Meeting, meetingFor, shareBehind, tellRead } from './meeting.js';
import type { EdgesBehind, EdgesMessage, GraphMessage } from './second-thread.js';

/** A file that is read at several places. */
export interface SnapshotSource {
  readonly descriptor: number;
  /** Gives the bytes from an offset on. */
  bytesFrom(offset: number): AsyncIterable<Uint8Array>;
}

/**
 * Loads a snapshot with a second thread: that one reads the edges from the last on, while this one reads all else and then the
 * edges from the first on, until they meet; then that one computes what needs no dominators while this one computes these.
 * `read` is told how many bytes both have read. Throws if something is wrong with the file, but without saying well what.
 */
export async function analyseInTwoThreads(
  source: SnapshotSource,
  read: (bytes: number) => void,
  progress: Progress,
): Promise<HeapAnalysis> {
  const second = new Worker(new URL('./second-thread.js', import.meta.url));
  try {
    const graph = await readInTwoThreads(source, second, read);
    const ephemerons = findEphemerons(graph.strings);
    const basics = answer<Basics>(second);
    second.postMessage({ graph: { ...graph, strings: graph.strings.parts }, ephemerons } satisfies GraphMessage);
    progress('dominators');
    const scratch = new Scratch();
    const tree = dominatorTree(graph, ephemerons, scratch);
    progress('sizes');
    const basic = await basics;
    const retainers = answer<Retainers>(second);
    // In memory that was used before.
    second.postMessage(scratch.uint32(graph.edgeCount));
    const sized = withSizes(graph, tree, basic, scratch);
    return { ...sized, retainers: await retainers };
  } finally {
    await second.terminate();
  }
}

async function readInTwoThreads(
  { descriptor, bytesFrom }: SnapshotSource,
  second: Worker,
  read: (bytes: number) => void,
): Promise<HeapGraph> {
  const parser = new SnapshotParser('all but edges');
  await feed(parser, bytesFrom(0), () => parser.header !== null);
  const { header } = parser;
  if (header === null) throw new Error('the file has no header');
  const edges = new EdgeRows(header);
  const { edgeType, edgeName, edgeTo } = edges;
  const meeting = meetingFor(header.edgeCount);
  const { end, next } = endOfEdges(descriptor);
  const behind = answer<EdgesBehind>(second);
  const columns = { edgeType, edgeName, edgeTo };
  second.postMessage({ descriptor, header, columns, end, meeting } satisfies EdgesMessage);

  let own = 0;
  const counted = async function* (offset: number): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytesFrom(offset)) {
      own += chunk.length;
      const section = parser.edgesStart === 0 ? 0 : end - parser.edgesStart;
      read(own + section * shareBehind(meeting, header.edgeCount));
      yield chunk;
    }
  };
  await feed(parser, counted(parser.offset), () => parser.edgesStart > 0);
  parser.jump(next);
  await feed(parser, counted(next));
  return parser.end(await readToMeeting(edges, parser.edgesStart, meeting, counted, behind));
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

/** Reads the section that begins at byte `start` from the first edge on, until the thread is met that reads it from the last on. */
async function readToMeeting(
  edges: EdgeRows,
  start: number,
  meeting: Meeting,
  bytesFrom: SnapshotSource['bytesFrom'],
  behind: Promise<EdgesBehind>,
): Promise<EdgeArrays> {
  const rows = new NumberRows(edges);
  let at = start;
  for await (const block of blocks(bytesFrom(at))) {
    if (!areFar(meeting)) break;
    rows.read(block, 0, at);
    at += block.length;
    tellRead(meeting, edges.read);
  }
  const { first, start: end, maxType, maxName } = await behind;
  for await (const block of blocks(bytesFrom(at))) {
    const rest = block.subarray(0, Math.max(0, end - at));
    if (rest.length === 0) break;
    rows.read(rest, 0, at);
    at += rest.length;
  }
  if (edges.read !== first || at !== end) throw new Error('what two threads have read of the edges does not meet');
  return { ...edges, maxType: Math.max(maxType, edges.maxType), maxName: Math.max(maxName, edges.maxName) };
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

/** The next message of a thread; fails if it fails or ends before. */
function answer<T>(thread: Worker): Promise<T> {
  const promise = new Promise<T>((resolve, reject) => {
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', () => reject(new Error('the second thread has ended')));
  });
  // It may fail before somebody waits for it.
  promise.catch(() => {});
  return promise;
}
