import { parentPort, workerData } from 'node:worker_threads';
import { describeClasses } from '../analysis/describe-classes.js';
import { Heap } from '../analysis/heap.js';
import { Scratch } from '../heap/scratch.js';
import { SnapshotStrings } from '../heap/strings.js';
import type { HeapMessage } from './describe-in-thread.js';

const { analysis, ...kept }: HeapMessage = workerData;
const graph = { ...analysis.graph, strings: new SnapshotStrings(analysis.graph.strings) };
const heap = Heap.restore({ ...kept, analysis: { ...analysis, graph, spare: new Scratch(analysis.spare) } });
parentPort?.postMessage(describeClasses(heap));
