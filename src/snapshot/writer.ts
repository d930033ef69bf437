import type { WriteStream } from 'node:fs';
import { type FileHandle, link, lstat, open, rename, stat, unlink } from 'node:fs/promises';
import { constants, createGzip, type Gzip } from 'node:zlib';
import { UserError } from '../errors.js';
import { unwritable } from './unwritable.js';

/**
 * Writes the bytes of a snapshot into a file that has its final name only when it is whole. Mode 0600: a snapshot holds
 * every secret of the process.
 */
export class SnapshotWriter {
  readonly path: string;
  readonly #temporary: string;
  readonly #file: WriteStream;
  readonly #gzip: Gzip | null;
  readonly #isKept: boolean;
  #failed: UserError | null = null;

  private constructor(path: string, temporary: string, file: FileHandle, gzip: boolean, isKept: boolean) {
    this.path = path;
    this.#temporary = temporary;
    this.#isKept = isKept;
    this.#file = file.createWriteStream();
    this.#file.on('error', (error) => this.#fail(error));
    // The fastest level takes a third of the time of the usual one, for a tenth more bytes.
    this.#gzip = gzip ? createGzip({ level: constants.Z_BEST_SPEED }) : null;
    this.#gzip?.on('error', (error) => this.#fail(error)).pipe(this.#file);
  }

  /**
   * Opens the file, under a name of its own beside the final one. Rejects with a UserError where that cannot be, or
   * where a file is already. `isKept`: the snapshot is still of use if all fails later.
   */
  static async open(path: string, { gzip = false, isKept = false } = {}): Promise<SnapshotWriter> {
    const there = await lstat(path).catch(() => null);
    if (there?.isFile() || there?.isSymbolicLink()) throw alreadyThere(path, otherName);
    if (there) throw unwritable(path, there.isDirectory() ? 'it is a directory' : 'it is no ordinary file', elsewhere);
    const temporary = `${path}.${process.pid}.partial`;
    try {
      return new SnapshotWriter(path, temporary, await open(temporary, 'wx', 0o600), gzip, isKept);
    } catch (cause) {
      throw unwritable(path, cause, elsewhere);
    }
  }

  /** Rejects with a UserError where a file cannot be opened, as `open` does; leaves nothing behind. */
  static async check(path: string): Promise<void> {
    await (await SnapshotWriter.open(path)).discard();
  }

  /** After writing has failed (a disk that is full), does nothing any more. */
  write(chunk: Uint8Array): void {
    if (!this.#failed) (this.#gzip ?? this.#file).write(chunk);
  }

  /**
   * Waits until all is written and gives the file its name. Resolves to its size in bytes; rejects with a UserError.
   */
  async finish(): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      const fail = () => reject(this.#failed);
      if (this.#failed) return fail();
      this.#file.once('error', fail).once('close', resolve);
      (this.#gzip ?? this.#file).end();
    });
    const { size } = await stat(this.#temporary);
    await this.#publish();
    return size;
  }

  /** Takes away what was written. Never rejects. */
  async discard(): Promise<void> {
    this.#gzip?.destroy();
    if (!this.#file.closed) {
      const closed = new Promise<void>((resolve) => this.#file.once('close', resolve));
      this.#file.destroy();
      await closed;
    }
    await unlink(this.#temporary).catch(() => {});
  }

  /**
   * Gives the file its final name, but never that of a file which came there meanwhile: `rename` would replace it,
   * `link` does not.
   */
  async #publish(): Promise<void> {
    try {
      await link(this.#temporary, this.path);
    } catch (cause) {
      const there = await lstat(this.path).catch(() => null);
      if (there) throw alreadyThere(this.path, this.#isKept ? inConsole : otherName, cause);
      // A file system without hard links.
      await rename(this.#temporary, this.path).catch((cause) => {
        throw this.#unwritable(cause);
      });
      return;
    }
    await unlink(this.#temporary).catch(() => {});
  }

  #fail(cause: Error): void {
    this.#failed ??= this.#unwritable(cause);
  }

  #unwritable(cause: unknown): UserError {
    return unwritable(this.path, cause, this.#isKept ? inConsole : elsewhere);
  }
}

const otherName = 'remove it, or choose another name';
const elsewhere = 'nothing was left behind; choose another place, or --no-file to do without';
const inConsole =
  'nothing was left behind; in the console the snapshot is still there, for .types, .retainers and so on';

function alreadyThere(path: string, hint: string, cause?: unknown): UserError {
  return new UserError('file-exists', `${path} is already there, and is not overwritten`, { hint, cause });
}
