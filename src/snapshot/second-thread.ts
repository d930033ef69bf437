// The second of the two threads that load a large snapshot; `two-threads.ts` starts it, and knows what the first one
// does.
import { Buffer } from 'node:buffer';
import { on } from 'node:events';
import { readSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { nodeClasses } from '../heap/classes.js';
import { distances } from '../heap/distances.js';
import type { EdgeColumns } from '../heap/edge-rows.js';
import { EdgeRowsBackwards } from '../heap/edge-rows-backwards.js';
import type { Ephemerons } from '../heap/ephemerons.js';
import type { HeapGraph } from '../heap/graph.js';
import type { SnapshotHeader } from '../heap/header.js';
import { retainers } from '../heap/retainers.js';
import { Scratch } from '../heap/scratch.js';
import { shallowSizes } from '../heap/shallow-sizes.js';
import { SnapshotStrings, type StringParts } from '../heap/strings.js';
import { areFar, blockBytes, type Meeting, tellReadFrom } from './meeting.js';
import { runTask } from './task-times.js';

/** What the second thread needs to read edges. */
export interface EdgesMessage {
  readonly descriptor: number;
  readonly header: SnapshotHeader;
  readonly columns: EdgeColumns;
  /** The byte behind the section of the edges. */
  readonly end: number;
  readonly meeting: Meeting;
}

/**
 * What it has read of them: all from edge `first` on, which starts at byte `start`; nothing if that is the end of the
 * section.
 */
export interface EdgesBehind {
  readonly first: number;
  readonly start: number;
  readonly maxType: number;
  readonly maxName: number;
}

/** A graph as it is told to another thread: all but the strings can be copied, or shared, as it is. */
export interface GraphMessage {
  readonly graph: Omit<HeapGraph, 'strings'> & { readonly strings: StringParts };
  readonly ephemerons: Ephemerons;
}

const port = parentPort;
if (port === null) throw new Error('this is no program of its own');
const messages = on(port, 'message');
const next = async <T>(): Promise<T> => (await messages.next()).value[0];
const message = await next<EdgesMessage>();
port.postMessage(runTask('edges', () => readEdgesFromEnd(message)));
const { graph: told, ephemerons } = await next<GraphMessage>();
const graph = { ...told, strings: new SnapshotStrings(told.strings) };
const scratch = new Scratch();
port.postMessage(runTask('retainers', () => retainers(graph, scratch)));
port.postMessage(runTask('shallow sizes', () => shallowSizes(graph, scratch)));
// Before the classes, which take the memory that the queue has had.
port.postMessage(runTask('distances', () => distances(graph, ephemerons, scratch)));
port.postMessage(runTask('classes', () => nodeClasses(graph, scratch)));

/** Reads edges from the last on, until it meets the first thread, or what it does not understand. */
function readEdgesFromEnd({ descriptor, header, columns, end, meeting }: EdgesMessage): EdgesBehind {
  const rows = new EdgeRowsBackwards(header, columns, blockBytes);
  const buffer = Buffer.allocUnsafeSlow(blockBytes);
  let start = end;
  while (areFar(meeting)) {
    const from = Math.max(0, start - buffer.length);
    // At a position of its own, as the first thread reads from the same descriptor.
    const length = readSync(descriptor, buffer, 0, start - from, from);
    const next = from + rows.read(buffer.subarray(0, length));
    if (next === start) break;
    start = next;
    tellReadFrom(meeting, rows.first);
  }
  const { first, maxType, maxName } = rows;
  return { first, start, maxType, maxName };
}
