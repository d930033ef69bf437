import { fileURLToPath } from 'node:url';
import { type BiggestRow, biggestObjects } from './analysis/biggest.js';
import { type Diff, diff } from './analysis/diff.js';
import { type DuplicateStrings, duplicateStrings } from './analysis/duplicate-strings.js';
import type { Heap } from './analysis/heap.js';
import { findInstances, findNode, newInstances } from './analysis/instances.js';
import { largestInstances, type ObjectDetails, type ObjectRow, objectDetails } from './analysis/objects.js';
import { type RetainerTree, retainerTree } from './analysis/retainer-tree.js';
import { type RetainingPaths, retainingPaths } from './analysis/retaining.js';
import { type TypeSort, type Types, types } from './analysis/types.js';
import { UserError } from './errors.js';
import type { HeapAnalysis } from './heap/analyse.js';
import type { NameFor, RestFor, ResultOf } from './run-by-name.js';
import { loadSnapshot, parseSnapshot, type SnapshotFile, withOriginals } from './snapshot/files.js';
import { pathText } from './view/paths.js';

export type { BiggestRow, ObjectGroup } from './analysis/biggest.js';
export type { Diff, TypeDiff } from './analysis/diff.js';
export type { DuplicateString, DuplicateStrings } from './analysis/duplicate-strings.js';
export type { ObjectDetails, ObjectRow, ReferenceRow } from './analysis/objects.js';
export type { RetainerTree } from './analysis/retainer-tree.js';
export type { PathStep, RawStep, RetainingPath, RetainingPaths, StartPlace } from './analysis/retaining.js';
export type { TypeRow, TypeSort, Types } from './analysis/types.js';
export type { AttachedTarget } from './attached-target.js';
export { type AttachOptions, attach } from './attached-target.js';
export type { HeapAnalysis, HeapClass } from './heap/analyse.js';
export type { HeapGraph, Location, Locations } from './heap/graph.js';
export type { Retainers } from './heap/retainers.js';
export type { SnapshotStrings } from './heap/strings.js';
export type { PageDescription } from './page/page.js';
export type { ArgumentsOf, NameFor, ResultOf } from './run-by-name.js';
export { pathText, UserError };

/** How an opening is watched and ended. */
export interface OpenOptions {
  /** Called again and again while the snapshot is read and analysed; `done` of `total` in the units of the phase. */
  readonly onProgress?: (phase: string, done?: number, total?: number) => void;
  readonly signal?: AbortSignal;
  /**
   * Whether places and names are those of the original files, where scripts and their source maps are on this machine
   * as they were. Default: true.
   */
  readonly sourceMaps?: boolean;
}

/**
 * Opens a heap snapshot: a `.heapsnapshot` file, which may be compressed with gzip, or its bytes from anywhere (they
 * may be in chunks of any size, uncompressed).
 *
 *     const snapshot = await openSnapshot('after.heapsnapshot');
 *     for (const path of snapshot.retainers('User').paths) console.log(path.count, pathText(path));
 *
 * Throws a UserError if it cannot be read, or is no whole snapshot, and the signal's reason when that is aborted.
 */
export async function openSnapshot(
  source: string | URL | AsyncIterable<Uint8Array>,
  { onProgress = () => {}, signal, sourceMaps = true }: OpenOptions = {},
): Promise<Snapshot> {
  const named = async (heap: Heap) => (sourceMaps ? await withOriginals(heap) : heap);
  if (typeof source === 'string' || source instanceof URL) {
    const path = typeof source === 'string' ? source : fileURLToPath(source);
    return new Snapshot({ path, heap: await named(await loadSnapshot(path, onProgress, signal)) });
  }
  if (!isAsyncIterable(source)) {
    throw new UserError('bad-source', 'openSnapshot takes a path, a file URL or an async iterable of bytes', {
      hint: 'of bytes that are in memory, Readable.from([bytes]) makes one',
    });
  }
  const heap = await parseSnapshot(signal ? endedBy(signal, source) : source, 'the snapshot', onProgress);
  return new Snapshot({ path: 'the snapshot', heap: await named(heap) });
}

function isAsyncIterable(source: unknown): boolean {
  return typeof source === 'object' && source !== null && Symbol.asyncIterator in source;
}

/** The same chunks; throws the signal's reason as soon as that is aborted, though the next chunk may never come. */
async function* endedBy<T>(signal: AbortSignal, source: AsyncIterable<T>): AsyncGenerator<T> {
  let abort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason);
  });
  // Whoever has got all chunks does not want to know.
  aborted.catch(() => {});
  signal.addEventListener('abort', abort);
  const chunks = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      signal.throwIfAborted();
      const { done, value } = await Promise.race([chunks.next(), aborted]);
      if (done) return;
      yield value;
    }
  } finally {
    signal.removeEventListener('abort', abort);
    chunks.return?.().catch(() => {});
  }
}

/**
 * An opened heap snapshot. Sizes are in bytes; what asks for a class or an @id that is not there throws a UserError.
 */
export class Snapshot {
  readonly #heap: Heap;
  readonly #file: SnapshotFile;

  constructor(file: SnapshotFile) {
    this.#heap = file.heap;
    this.#file = file;
  }

  /** Runs a command of the console on it and gives what `--json` prints as its `result`. Throws a UserError. */
  async run<N extends NameFor<'files'>>(name: N, ...args: RestFor<N>): Promise<ResultOf<N>> {
    const { signal } = new AbortController();
    const target = { kind: 'files', files: [this.#file] } as const;
    const { runByName } = await import('./run-by-name.js');
    return await runByName({ target, notice: () => {}, progress: () => {}, signal }, name, args);
  }

  /** The graph and all that is computed of it, as flat arrays. */
  get analysis(): HeapAnalysis {
    return this.#heap.analysis;
  }

  /** Shallow bytes of all objects, and of what V8 counts outside of them. */
  get totalBytes(): number {
    return this.#heap.totalBytes;
  }

  /** The classes of the heap, the greatest first. */
  types({
    most = Infinity,
    sort = 'retained',
    filter = null,
  }: {
    most?: number;
    sort?: TypeSort;
    filter?: RegExp | null;
  } = {}): Types {
    return types(this.#heap, { most, sort, filter });
  }

  /** How the objects of a class are held; with `since`, only those that are not in that earlier snapshot. */
  retainers(name: string, { paths = 10, since }: { paths?: number; since?: Snapshot } = {}): RetainingPaths {
    const all = findInstances(this.#heap, name);
    return retainingPaths(this.#heap, since ? newInstances(this.#heap, all, since.#heap) : all, paths);
  }

  /** What holds one object, and what holds that. */
  retainerTree(id: number, { depth = 5, breadth = 5 }: { depth?: number; breadth?: number } = {}): RetainerTree {
    return retainerTree(this.#heap, findNode(this.#heap, id), { depth, breadth });
  }

  /** The objects of a class that retain most; with `since`, of those that are not in that earlier snapshot. */
  instances(name: string, { most = 100, since }: { most?: number; since?: Snapshot } = {}): ObjectRow[] {
    const all = findInstances(this.#heap, name);
    return largestInstances(this.#heap, since ? newInstances(this.#heap, all, since.#heap) : all, most);
  }

  /** All that is known of one object, with the first `references` things that it refers to. */
  object(id: number, { references = 100 }: { references?: number } = {}): ObjectDetails {
    return objectDetails(this.#heap, findNode(this.#heap, id), references);
  }

  /** The objects that retain most, with the path that holds each. */
  biggest(most = 20): BiggestRow[] {
    return biggestObjects(this.#heap, most);
  }

  /** The strings that are there more than once, those that waste most first. */
  duplicateStrings(most = 20): DuplicateStrings {
    return duplicateStrings(this.#heap, most);
  }

  /** How this snapshot differs from an earlier one of the same process. */
  diff(base: Snapshot, most = Infinity): Diff {
    return diff(this.#heap, base.#heap, most);
  }
}
