import { Buffer } from 'node:buffer';
import { closeSync, openSync, readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { createGunzip } from 'node:zlib';
import { Heap } from '../analysis/heap.js';
import { messageOf, UserError } from '../errors.js';
import { analyse, type Progress } from '../heap/analyse.js';
import { SnapshotParser } from '../heap/parse.js';
import { SnapshotSyntaxError } from '../heap/syntax-error.js';
import { formatBytes } from '../view/format-quantities.js';
import { IndexCache, type IndexCacheOptions, snapshotKey } from './index-cache.js';
import { isStdin } from './stdin.js';

/** A heap snapshot that was read from a file. */
export interface SnapshotFile {
  readonly path: string;
  readonly heap: Heap;
}

/** How snapshot files are read. */
export interface SnapshotReading {
  /** Where what was computed of large files is kept; undefined: nowhere. */
  readonly indexes?: IndexCacheOptions;
  /** Whether names and places are those of the original files, where source maps lead to them. */
  readonly sourceMaps?: boolean;
  /** Told of source maps that cannot be used. */
  readonly notice?: (text: string) => void;
}

const chunkBytes = 2 ** 20;

/** From here on more threads than one are worth their start and their memory. */
const largeBytes = 200e6;
/** More threads have nothing to do: what takes longest is done by one. */
const mostThreads = 4;

/** Loads heap snapshots one after the other, as `loadSnapshot` does. Throws what that throws. */
export async function openSnapshotFiles(
  paths: readonly string[],
  progress: Progress,
  signal?: AbortSignal,
  { indexes, sourceMaps = false, notice }: SnapshotReading = {},
): Promise<SnapshotFile[]> {
  const files: SnapshotFile[] = [];
  try {
    for (const path of paths) {
      const heap = await loadSnapshot(path, progress, signal, indexes);
      files.push({ path, heap: sourceMaps ? await withOriginals(heap, notice) : heap });
    }
  } finally {
    progress('');
  }
  return files;
}

/** The same heap, told by original files (see `readOriginals`); what reads source maps is loaded when it is needed. */
export async function withOriginals(heap: Heap, notice: (text: string) => void = () => {}): Promise<Heap> {
  const { readOriginals } = await import('./read-originals.js');
  return await readOriginals(heap, notice);
}

/**
 * Reads and analyses one `.heapsnapshot` file, which may be compressed with gzip, and may be a pipe; `-` is standard
 * input. Throws a UserError for a file that cannot be read or is no whole snapshot, and the signal's reason when that
 * is aborted while it is read.
 *
 * With `index`, what was computed of a large file that is not compressed is kept in a directory, and is taken from
 * there the next time. It is written behind the back of the caller, who has the heap before.
 */
export async function loadSnapshot(
  path: string,
  progress: Progress,
  signal?: AbortSignal,
  index?: IndexCacheOptions,
): Promise<Heap> {
  const name = isStdin(path) ? 'standard input' : basename(path);
  let file: FileHandle;
  try {
    file = await open(path === '-' ? '/dev/stdin' : path);
  } catch (cause) {
    throw unreadable(path, cause);
  }
  try {
    const status = await file.stat();
    if (status.isDirectory()) {
      throw new UserError('is-a-directory', `${path} is a directory`, { hint: 'name a .heapsnapshot file in it' });
    }
    const total = status.isFile() ? status.size : undefined;
    const start = performance.now();
    const read = (bytes: number): void => {
      signal?.throwIfAborted();
      progress(`reading ${name}${rate(bytes, performance.now() - start)}`, bytes, total);
    };
    const isPlain = total !== undefined && !(await isCompressed(file));
    const cache = index && isPlain ? new IndexCache(index) : null;
    const key = cache?.takes(total ?? 0) ? await snapshotKey(file) : null;
    if (cache && key !== null) {
      const known = await cache.find(key, path, () => analyseAtOnce(path));
      if (known !== null) return Heap.restore(known);
    }
    const heap = await readSnapshot();
    // Not of a file that has changed meanwhile.
    if (cache && key !== null && key === (await snapshotKey(file))) void cache.keep(key, path, heap);
    return heap;

    async function readSnapshot(): Promise<Heap> {
      if (isPlain && total >= largeBytes) {
        try {
          const { analyseInThreads } = await import('./analyse-in-threads.js');
          const bytesFrom = (from: number) => chunks(file, true, () => {}, from);
          const source = { descriptor: file.fd, bytesFrom };
          const threads = Math.min(mostThreads, availableParallelism());
          return new Heap(await analyseInThreads(threads, source, read, named(name, progress)));
        } catch {
          // What is wrong is said best by the one who reads from the beginning to the end.
          signal?.throwIfAborted();
        }
      }
      return await parseSnapshot(decompressed(chunks(file, total !== undefined, read)), name, progress);
    }
  } catch (error) {
    if (isSystemError(error) && error.code !== 'ABORT_ERR') throw unreadable(path, error);
    throw error;
  } finally {
    await file.close();
  }
}

/**
 * Makes a heap of the bytes of a snapshot from anywhere; `name` says in errors what they are. A chunk may be reused.
 */
export async function parseSnapshot(
  bytes: AsyncIterable<Uint8Array>,
  name: string,
  progress: Progress = () => {},
): Promise<Heap> {
  const parser = new SnapshotParser();
  try {
    for await (const chunk of bytes) parser.write(chunk);
    const graph = parser.end();
    return new Heap(analyse(graph, named(name, progress)));
  } catch (error) {
    if (!(error instanceof SnapshotSyntaxError)) throw error;
    throw new UserError('not-a-snapshot', `${name} cannot be read as a heap snapshot: ${error.message}`, {
      hint: 'it must be a whole file as v8.writeHeapSnapshot, Chrome DevTools or the command snapshot write it',
      cause: error,
    });
  }
}

/** Reads and analyses a file while the caller waits. */
function analyseAtOnce(path: string): Heap {
  const parser = new SnapshotParser();
  const descriptor = openSync(path, 'r');
  try {
    const buffer = Buffer.allocUnsafeSlow(chunkBytes);
    for (let read = readSync(descriptor, buffer); read > 0; read = readSync(descriptor, buffer)) {
      parser.write(buffer.subarray(0, read));
    }
  } finally {
    closeSync(descriptor);
  }
  return new Heap(analyse(parser.end()));
}

function named(name: string, progress: Progress): Progress {
  return (phase, done, total) => progress(`analysing ${name}: ${phase}`, done, total);
}

/** ` at 180 MB/s`; nothing while it is too early to tell. */
function rate(bytes: number, elapsedMs: number): string {
  return elapsedMs < 500 ? '' : ` at ${formatBytes((1000 * bytes) / elapsedMs)}/s`;
}

/**
 * The bytes of a file from an offset on, in chunks, each of which is overwritten by the next but one. With `ahead`, one
 * is read while the other is in use; a pipe may have no more to give, and is then only read when asked for.
 */
async function* chunks(
  file: FileHandle,
  ahead: boolean,
  read: (bytes: number) => void,
  from = 0,
): AsyncGenerator<Uint8Array> {
  const buffers = [Buffer.allocUnsafeSlow(chunkBytes), Buffer.allocUnsafeSlow(chunkBytes)];
  let total = from;
  const start = (at: number) => {
    const reading = file.read(buffers[at], 0, chunkBytes, ahead ? total : null);
    // Whoever ends before this one is asked for does not want to know that it failed.
    reading.catch(() => {});
    return reading;
  };
  let next = start(0);
  try {
    for (let at = 0; ; at = 1 - at) {
      const { bytesRead } = await next;
      if (bytesRead === 0) return;
      total += bytesRead;
      read(total);
      if (ahead) next = start(1 - at);
      yield buffers[at].subarray(0, bytesRead);
      if (!ahead) next = start(1 - at);
    }
  } finally {
    // Nobody may close the file meanwhile.
    if (ahead) await next.catch(() => {});
  }
}

/** Tells whether a file is compressed with gzip (RFC 1952). */
async function isCompressed(file: FileHandle): Promise<boolean> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
  return bytesRead === 2 && beginsGzip(buffer);
}

function beginsGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** The same bytes, or where they are compressed with gzip, what they hold. */
async function* decompressed(source: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const first = await source.next();
  if (first.done) return;
  if (!beginsGzip(first.value)) {
    yield first.value;
    yield* source;
    return;
  }
  const gunzip = createGunzip({ chunkSize: chunkBytes });
  const feed = async (): Promise<void> => {
    await written(gunzip, first.value);
    for await (const chunk of source) await written(gunzip, chunk);
    gunzip.end();
  };
  // What goes wrong while reading ends the stream, from which it is thrown again.
  feed().catch((error) => gunzip.destroy(error));
  yield* gunzip;
}

/** Resolves when the stream has taken the chunk, which may then be overwritten. */
function written(stream: NodeJS.WritableStream, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => stream.write(chunk, (error) => (error ? reject(error) : resolve())));
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && !(error instanceof UserError);
}

function unreadable(path: string, cause: unknown): UserError {
  const code = isSystemError(cause) ? cause.code : undefined;
  const reasons: Record<string, readonly [string, string]> = {
    ENOENT: ['there is no such file', 'check the path; it is relative to the current directory'],
    EACCES: ['permission denied', 'snapshots are often written with mode 0600; read them as the user who wrote them'],
    ENXIO: ['it is a socket', 'write it to a file, or hand it through a pipe'],
    EISDIR: ['it is a directory', 'name a .heapsnapshot file in it'],
    Z_BUF_ERROR: ['the compressed file ends too early', 'copy or write it again'],
    Z_DATA_ERROR: ['the compressed data is damaged', 'copy or write it again'],
  };
  const [reason, hint] = reasons[code ?? ''] ?? [messageOf(cause), null];
  return new UserError('unreadable-file', `${path} cannot be read: ${reason}`, { hint, cause });
}
