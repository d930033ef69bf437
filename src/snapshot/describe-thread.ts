import { parentPort, workerData } from 'node:worker_threads';
import { comparable } from '../analysis/comparable.js';
import { describeClasses } from '../analysis/describe-classes.js';
import { Heap } from '../analysis/heap.js';
import { Scratch } from '../heap/scratch.js';
import { SnapshotStrings } from '../heap/strings.js';
import type { HeapMessage } from './describe-in-thread.js';

const { analysis, ...known }: HeapMessage = workerData;
const graph = { ...analysis.graph, strings: new SnapshotStrings(analysis.graph.strings) };
const compared = comparable(graph);
const heap = Heap.restore({
  ...known,
  analysis: { ...analysis, graph, spare: new Scratch(analysis.spare) },
  comparable: compared,
  classTexts: { classes: new Uint32Array(0), ends: new Uint32Array(0), bytes: new Uint8Array(0) },
});
parentPort?.postMessage({ classTexts: describeClasses(heap), comparable: compared });
