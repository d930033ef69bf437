import { Buffer } from 'node:buffer';
import { fstatSync, readSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Progress } from '../heap/analyse.js';
import { type Basics, dominatorTree, type HeapAnalysis, withSizes } from '../heap/analyse.js';
import { treeLengths } from '../heap/depth-first.js';
import type { EdgeArrays } from '../heap/edge-rows.js';
import { findEphemerons } from '../heap/ephemerons.js';
import { SnapshotParser } from '../heap/parse.js';
import type { Retainers } from '../heap/retainers.js';
import { Scratch } from '../heap/scratch.js';
import type { GraphMessage } from './second-thread.js';

/**
 * Loads a snapshot with a second thread: that one reads the edges while this one reads all else, and computes what needs no
 * dominators while this one computes these. `bytesFrom` gives the bytes from some offset on of the file that `descriptor` stands for.
 */
export async function analyseInTwoThreads(
  descriptor: number,
  bytesFrom: (offset: number) => AsyncIterable<Uint8Array>,
  progress: Progress,
): Promise<HeapAnalysis> {
  const second = new Worker(new URL('./second-thread.js', import.meta.url), { workerData: descriptor });
  try {
    const edges = answer<EdgeArrays>(second);
    const parser = new SnapshotParser('all but edges');
    await feed(parser, bytesFrom(0), () => parser.nodeCount > 0);
    const behindEdges = lastPlaceOf('"trace_function_infos":', descriptor);
    if (behindEdges > parser.offset) parser.jump(behindEdges);
    await feed(parser, bytesFrom(parser.offset));
    const { strings } = parser;
    if (strings === null) throw new Error('the file ends too early');
    const ephemerons = findEphemerons(strings);
    const scratch = new Scratch();
    scratch.warm(treeLengths(parser.nodeCount));
    const graph = parser.end(await edges);
    const basics = answer<Basics>(second);
    second.postMessage({ graph: { ...graph, strings: strings.parts }, ephemerons } satisfies GraphMessage);
    progress('dominators');
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

/** The last byte offset at which a text stands in a file, or -1. As a section's key, no text can stand within a JSON string. */
function lastPlaceOf(text: string, descriptor: number): number {
  const buffer = Buffer.allocUnsafeSlow(2 ** 20);
  for (let end = fstatSync(descriptor).size; end > 0; ) {
    const start = Math.max(0, end - buffer.length);
    const read = readSync(descriptor, buffer, 0, end - start, start);
    const place = buffer.subarray(0, read).lastIndexOf(text);
    if (place >= 0) return start + place;
    end = start === 0 ? 0 : start + text.length - 1;
  }
  return -1;
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
