import { minRowBytes } from '../heap/edge-rows.js';

/**
 * Where two threads that read the same edges towards each other have arrived: how many edges the one has read from the
 * first on, the first of those that the other has read from the last on, and in how many blocks. In memory that both
 * share.
 */
export type Meeting = Uint32Array<SharedArrayBuffer>;

/** How many bytes a thread reads before it looks again where the other one is. */
export const blockBytes = 2 ** 18;

/** The shortest way between two threads of which each may have a block before it. */
const margin = 2 * Math.ceil(blockBytes / minRowBytes);

/** A meeting before either thread has read an edge; `edgeCount`: how many edges there are. */
export function meetingFor(edgeCount: number): Meeting {
  const meeting = new Uint32Array(new SharedArrayBuffer(12));
  meeting[1] = edgeCount;
  return meeting;
}

/** Tells whether there is a block left for each of the two. */
export function areFar(meeting: Meeting): boolean {
  return Atomics.load(meeting, 1) - Atomics.load(meeting, 0) > margin;
}

/** Tells the other thread of all edges below `edge`. */
export function tellRead(meeting: Meeting, edge: number): void {
  Atomics.store(meeting, 0, edge);
}

/** Tells the other thread of all edges from `edge` on, when another block of them was read. */
export function tellReadFrom(meeting: Meeting, edge: number): void {
  Atomics.store(meeting, 1, edge);
  Atomics.add(meeting, 2, 1);
}

/** About how many bytes were read from the last on. */
export function bytesBehind(meeting: Meeting): number {
  return Atomics.load(meeting, 2) * blockBytes;
}
