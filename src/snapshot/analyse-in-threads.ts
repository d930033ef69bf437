import { setImmediate } from 'node:timers/promises';
import { type HeapAnalysis, type Progress, sizesAndClasses } from '../heap/analyse.js';
import { depthFirst } from '../heap/depth-first.js';
import { dominatorTree } from '../heap/dominators.js';
import { type Ephemerons, findEphemerons } from '../heap/ephemerons.js';
import type { HeapGraph } from '../heap/graph.js';
import { SnapshotParser } from '../heap/parse.js';
import { retainedByVertex } from '../heap/retained-sizes.js';
import { retention } from '../heap/retention.js';
import { Scratch } from '../heap/scratch.js';
import { findSections } from './find-sections.js';
import { HelperThreads } from './helper-threads.js';
import { beginReading, bytesRead, endReading, giveUp, type Pause, readTogether } from './row-reader.js';
import { beginTask, timed } from './task-times.js';
import { shareGraph } from './tasks.js';

/** A file that is read at several places. */
export interface SnapshotSource {
  readonly descriptor: number;
  /** Gives the bytes from an offset on. */
  bytesFrom(offset: number): AsyncIterable<Uint8Array>;
}

/**
 * Loads a snapshot with this thread and as many others as make `threads`. All read nodes and edges, when this one has
 * read all else. Then this one does what must be done one after the other: it searches in depth, and computes
 * dominators and sizes from what is found. The others do meanwhile what needs no dominators.
 *
 * `read` is told about how many bytes all have read. Throws if something is wrong with the file, but without saying
 * well what.
 */
export async function analyseInThreads(
  threads: number,
  source: SnapshotSource,
  read: (bytes: number) => void,
  progress: Progress,
): Promise<HeapAnalysis> {
  const scratch = new Scratch();
  const helpers = new HelperThreads(threads - 1, scratch);
  try {
    const { graph, ephemerons } = await readInThreads(source, helpers, read);
    progress('dominators');
    const shared = shareGraph(graph, ephemerons);
    const retaining = helpers.run(0, 'retainers', shared);
    const owning = helpers.run(1, 'own sizes', shared);
    const distances = helpers.run(1, 'distances', shared);
    helpers.finish();

    const retained = retention(graph, ephemerons);
    const spanning = await timed('depth-first', () => depthFirst(graph, retained, scratch));
    const retainers = await retaining;
    const tree = await timed('dominators', () => dominatorTree(graph, retained, retainers, spanning, scratch));
    progress('sizes and classes');
    const own = await owning;
    const byVertex = await timed('retained sizes', () => retainedByVertex(tree, own.shallowSize, scratch));
    const results = await timed('sizes of classes', () => sizesAndClasses(tree, own, byVertex, scratch));
    progress('distances');
    const distance = await distances;
    return { graph, retention: retained, retainers, distance, ...results, spare: scratch };
  } finally {
    await helpers.end();
  }
}

async function readInThreads(
  { descriptor, bytesFrom }: SnapshotSource,
  helpers: HelperThreads,
  read: (bytes: number) => void,
): Promise<{ graph: HeapGraph; ephemerons: Ephemerons }> {
  const parser = new SnapshotParser();
  const { header, nodes, edges, next } = findSections(descriptor, parser);
  const reading = beginReading(descriptor, header, nodes, edges);
  const others = Array.from({ length: helpers.count }, (_, at) =>
    helpers.run(at, 'rows', { reading, first: at % 2 === 0 ? 'edges' : 'nodes' }),
  );
  for (const each of others) each.catch(() => giveUp(reading));

  const endStrings = beginTask('strings');
  parser.jump(next);
  for await (const chunk of bytesFrom(next)) {
    parser.write(chunk);
    read(nodes.start + bytesRead(reading) + parser.offset - next);
  }
  endStrings();
  const { strings } = parser;
  if (strings === null) throw new Error('the file ends too early');
  // Before the rows, in which all threads share the work that is left.
  const ephemerons = await timed('ephemerons', () => findEphemerons(strings));

  const own = await timed('rows', () =>
    readTogether(reading, 'nodes', sleepShortly, () => {
      read(nodes.start + bytesRead(reading) + parser.offset - next);
      return setImmediate();
    }),
  );
  const rows = endReading(reading, [own, ...(await Promise.all(others))]);
  return { graph: parser.end(rows.nodes, rows.edges), ephemerons };
}

/** Sleeps while it is the turn of another thread, but comes to events, by which it is told of one that has failed. */
const sleepShortly: Pause = (turns, index, whose) => {
  Atomics.wait(turns, index, whose, 10);
  return setImmediate();
};
