// The second of the two threads that load a large snapshot; `two-threads.ts` starts it, and knows what the first one does.
import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { readSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { EdgeArrays } from '../heap/edge-rows.js';
import type { Ephemerons } from '../heap/ephemerons.js';
import type { HeapGraph } from '../heap/graph.js';
import { SnapshotParser } from '../heap/parse.js';
import { firstRetainers, listRetainers } from '../heap/retainers.js';
import { Scratch } from '../heap/scratch.js';
import { SnapshotStrings, type StringParts } from '../heap/strings.js';

/** A graph as it is told to another thread: all but the strings can be copied, or shared, as it is. */
export interface GraphMessage {
  readonly graph: Omit<HeapGraph, 'strings'> & { readonly strings: StringParts };
  readonly ephemerons: Ephemerons;
}

const port = parentPort;
if (port === null) throw new Error('this is no program of its own');
port.postMessage(readEdges(workerData));
const message = once(port, 'message') as Promise<[GraphMessage]>;
// Not before the edges are read: all wait for these.
const { basics } = await import('../heap/analyse.js');
const [{ graph: told, ephemerons }] = await message;
const graph = { ...told, strings: new SnapshotStrings(told.strings) };
const scratch = new Scratch();
port.postMessage(basics(graph, ephemerons, scratch));
const firstRetainer = firstRetainers(graph, scratch);
const [memory] = (await once(port, 'message')) as [Uint32Array];
port.postMessage(listRetainers(graph, firstRetainer, memory));

function readEdges(descriptor: number): EdgeArrays {
  const parser = new SnapshotParser('edges');
  const buffer = Buffer.allocUnsafeSlow(2 ** 20);
  for (let at = 0, read = 1; parser.edges === null && read > 0; at += read) {
    // At a position of its own, as the first thread reads from the same descriptor.
    read = readSync(descriptor, buffer, 0, buffer.length, at);
    parser.write(buffer.subarray(0, read));
  }
  if (parser.edges === null) throw new Error('the file has no edges');
  return parser.edges;
}
