import { Buffer } from 'node:buffer';
import { createHash, randomUUID } from 'node:crypto';
import { closeSync, openSync, rmSync, type Stats } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, stat, unlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeptHeap } from '../analysis/heap.js';
import { messageOf } from '../errors.js';
import { packageVersion } from '../package-files.js';
import { describeInThread, type KnownHeap } from './describe-in-thread.js';
import { IndexError } from './index-sections.js';
import { openIndex } from './open-index.js';
import { canBeIndexed, indexBytes, writeIndex } from './write-index.js';

/** Where and how far what was computed of large snapshots is kept, so that a snapshot need not be read again. */
export interface IndexCacheOptions {
  /** A directory of our own: all that is removed from it was put there by us. */
  readonly cacheDirectory: string;
  /** The bytes of all indexes together, beyond which those are removed that were not used for longest; 0 keeps none. */
  readonly maxBytes: number;
  /** The size in bytes from which on a snapshot is worth an index. */
  readonly minSnapshotBytes?: number;
  /** Told in one line why an index was of no use, or was not kept. */
  readonly notice?: (text: string) => void;
}

const defaultMinSnapshotBytes = 50e6;
const suffix = '.index';
const partialSuffix = '.partial';
/** What a process that died has not finished is removed after this time. */
const stalePartialMs = 3600e3;

/**
 * The indexes of one directory. Nothing of them is ever needed: what goes wrong is told to `notice`, and the snapshot
 * is read.
 */
export class IndexCache {
  readonly #options: IndexCacheOptions;

  constructor(options: IndexCacheOptions) {
    this.#options = options;
  }

  /** Tells whether a snapshot of that size is looked up and kept here. */
  takes(snapshotBytes: number): boolean {
    const { maxBytes, minSnapshotBytes = defaultMinSnapshotBytes } = this.#options;
    return maxBytes > 0 && snapshotBytes >= minSnapshotBytes;
  }

  /**
   * Gives the heap that was kept of a snapshot, or null. `analyse` reads the snapshot at once; it is called when the
   * index turns out to be damaged only later.
   */
  async find(key: string, path: string, analyse: () => KeptHeap): Promise<KeptHeap | null> {
    const index = this.#pathOf(key);
    const descriptors: number[] = [];
    try {
      const status = await stat(index).catch(() => null);
      if (status === null) return null;
      if (isForeign(status)) throw new IndexError('it is of another user');
      descriptors.push(openSync(index, 'r'), openSync(path, 'r'));
      const [own, snapshot] = descriptors;
      const heap = openIndex(own, status.size, snapshot, packageVersion(), (reason) => {
        this.#tell(path, reason);
        rmSync(index, { force: true });
        return analyse();
      });
      // Which indexes were used last is told by their times.
      await utimes(index, new Date(), new Date()).catch(() => {});
      return heap;
    } catch (error) {
      for (const descriptor of descriptors) closeSync(descriptor);
      this.#tell(path, messageOf(error));
      return null;
    }
  }

  /** Keeps the heap of a snapshot. Never rejects. */
  async keep(key: string, path: string, heap: KnownHeap): Promise<void> {
    const { cacheDirectory, maxBytes, notice } = this.#options;
    if (!canBeIndexed(heap.analysis)) return;
    const index = this.#pathOf(key);
    const partial = `${index}.${randomUUID()}${partialSuffix}`;
    let file: FileHandle | null = null;
    try {
      const { analysis, consoleObjects, program, scriptNames } = heap;
      const kept = { analysis, consoleObjects, program, scriptNames, ...(await describeInThread(heap)) };
      const bytes = indexBytes(kept);
      if (bytes > maxBytes) return;
      await mkdir(cacheDirectory, { recursive: true, mode: 0o700 });
      await this.#makeRoom(bytes);
      // A snapshot holds every secret of a process, and its index some.
      file = await open(partial, 'wx', 0o600);
      await writeIndex(file, kept, packageVersion());
      await file.close();
      await rename(partial, index);
    } catch (error) {
      await file?.close().catch(() => {});
      await unlink(partial).catch(() => {});
      notice?.(`what was computed of ${path} is not kept for the next time: ${messageOf(error)}`);
    }
  }

  /**
   * Removes indexes, those that were not used for longest first, until there is room for another one; and what was left
   * unfinished.
   */
  async #makeRoom(bytes: number): Promise<void> {
    const { cacheDirectory, maxBytes } = this.#options;
    const names = await readdir(cacheDirectory);
    const files = await Promise.all(
      names.map(async (name) => ({
        path: join(cacheDirectory, name),
        isIndex: name.endsWith(suffix),
        isPartial: name.endsWith(partialSuffix),
        status: await stat(join(cacheDirectory, name)).catch(() => null),
      })),
    );
    for (const { path, isPartial, status } of files) {
      if (isPartial && status && Date.now() - status.mtimeMs > stalePartialMs) await unlink(path).catch(() => {});
    }
    const indexes = files
      .flatMap(({ path, isIndex, status }) => (isIndex && status ? [{ path, ...used(status) }] : []))
      .sort((a, b) => a.at - b.at);
    let total = indexes.reduce((sum, index) => sum + index.bytes, bytes);
    for (const index of indexes) {
      if (total <= maxBytes) break;
      await unlink(index.path).catch(() => {});
      total -= index.bytes;
    }
  }

  #pathOf(key: string): string {
    return join(this.#options.cacheDirectory, `${key}${suffix}`);
  }

  #tell(path: string, reason: string): void {
    this.#options.notice?.(`the index of ${path} is of no use (${reason}), so the snapshot is read`);
  }
}

const sampleBytes = 4096;
const samples = 16;
const endBytes = 65_536;

/**
 * What a snapshot is known by: its size, its time of change, and a hash of its head, its tail and samples between them.
 */
export async function snapshotKey(file: FileHandle): Promise<string> {
  const { size, mtimeNs } = await file.stat({ bigint: true });
  const hash = createHash('sha256').update(`${size} ${mtimeNs}\n`);
  const buffer = Buffer.alloc(endBytes);
  const add = async (from: number, length: number): Promise<void> => {
    const { bytesRead } = await file.read(buffer, 0, length, Math.max(0, Math.floor(from)));
    hash.update(buffer.subarray(0, bytesRead));
  };
  const bytes = Number(size);
  await add(0, endBytes);
  for (let sample = 1; sample <= samples; sample++) await add((sample * bytes) / (samples + 1), sampleBytes);
  await add(bytes - endBytes, endBytes);
  return hash.digest('hex');
}

function used({ size, mtimeMs }: Stats): { bytes: number; at: number } {
  return { bytes: size, at: mtimeMs };
}

function isForeign({ uid }: Stats): boolean {
  return process.getuid !== undefined && uid !== process.getuid();
}
