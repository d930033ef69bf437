import { Worker } from 'node:worker_threads';
import type { Progress } from '../heap/analyse.js';
import { type Basics, dominatorTree, type HeapAnalysis, withSizes } from '../heap/analyse.js';
import { treeLengths } from '../heap/depth-first.js';
import type { EdgeArrays } from '../heap/edge-rows.js';
import { SnapshotParser } from '../heap/parse.js';
import type { Retainers } from '../heap/retainers.js';
import { Scratch } from '../heap/scratch.js';
import type { GraphMessage } from './second-thread.js';

/**
 * Loads a snapshot with a second thread: that one reads the edges while this one reads all else, and computes what needs no
 * dominators while this one computes these. `chunks` are the bytes of the file that `descriptor` stands for.
 */
export async function analyseInTwoThreads(
  descriptor: number,
  chunks: AsyncIterable<Uint8Array>,
  progress: Progress,
): Promise<HeapAnalysis> {
  const second = new Worker(new URL('./second-thread.js', import.meta.url), { workerData: descriptor });
  try {
    const edges = answer<EdgeArrays>(second);
    const parser = new SnapshotParser('all but edges');
    for await (const chunk of chunks) parser.write(chunk);
    const scratch = new Scratch();
    scratch.warm(treeLengths(parser.nodeCount));
    const graph = parser.end(await edges);
    const basics = answer<Basics>(second);
    second.postMessage({ ...graph, strings: graph.strings.parts } satisfies GraphMessage);
    progress('dominators');
    const tree = dominatorTree(graph, scratch);
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
