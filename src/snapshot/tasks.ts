import { distances } from '../heap/distances.js';
import type { Ephemerons } from '../heap/ephemerons.js';
import type { HeapGraph } from '../heap/graph.js';
import { ownSizes } from '../heap/own-sizes.js';
import { retainers } from '../heap/retainers.js';
import type { Scratch } from '../heap/scratch.js';
import { SnapshotStrings, type StringParts } from '../heap/strings.js';
import { type Pause, type ReadRows, type RowReading, readTogether } from './row-reader.js';
import { timed } from './task-times.js';

/** A graph as it is told to another thread: all but the strings can be copied, or shared, as it is. */
export interface SharedGraph extends Omit<HeapGraph, 'strings'> {
  readonly strings: StringParts;
  readonly ephemerons: Ephemerons;
}

/**
 * The parts of loading a snapshot that any thread can do: each takes what can be told to another thread, with large
 * arrays in memory that threads share, and gives the like. `scratch` is the thread's own.
 */
const tasks = {
  rows: ({ reading, first }: { reading: RowReading; first: keyof ReadRows }) => readTogether(reading, first, sleep),
  retainers: (graph: SharedGraph, scratch: Scratch) => retainers(graphOf(graph), scratch),
  'own sizes': (graph: SharedGraph, scratch: Scratch) => ownSizes(graphOf(graph), scratch),
  distances: (graph: SharedGraph, scratch: Scratch) => distances(graphOf(graph), graph.ephemerons, scratch),
};

export type TaskName = keyof typeof tasks;
export type TaskInput<Name extends TaskName> = Parameters<(typeof tasks)[Name]>[0];
export type TaskResult<Name extends TaskName> = Awaited<ReturnType<(typeof tasks)[Name]>>;

/** Does a task in this thread. */
export async function runTask<Name extends TaskName>(
  name: Name,
  input: TaskInput<Name>,
  scratch: Scratch,
): Promise<TaskResult<Name>> {
  const task = tasks[name] as (
    input: TaskInput<Name>,
    scratch: Scratch,
  ) => TaskResult<Name> | Promise<TaskResult<Name>>;
  return await timed(name, () => task(input, scratch));
}

/** Gives a graph as it is told to another thread. */
export function shareGraph(graph: HeapGraph, ephemerons: Ephemerons): SharedGraph {
  return { ...graph, strings: graph.strings.parts, ephemerons };
}

function graphOf(graph: SharedGraph): HeapGraph {
  return { ...graph, strings: new SnapshotStrings(graph.strings) };
}

/** Sleeps while it is the turn of another thread. */
const sleep: Pause = (turns, index, whose) => void Atomics.wait(turns, index, whose);
