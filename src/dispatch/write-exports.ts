import { constants, type FileHandle, lstat, open, stat, unlink } from 'node:fs/promises';
import { ExitCode, UserError } from '../errors.js';
import { unwritable } from '../snapshot/unwritable.js';
import type { AnyCommand, Export } from './command.js';
import type { ExportRequest } from './parse-line.js';
import { checkReplaceable, replaceFile } from './replace-file.js';

/** The name for standard output. */
export const STDOUT = '-';

/**
 * Writes the exports of a command's results into files of mode 0600. A file that holds one result is written under a
 * name of its own and renamed when it is whole, and takes the place of another only with `--overwrite`; rows are
 * appended below those that are there.
 */
export class ExportWriter {
  readonly #exports: readonly { readonly path: string; readonly form: Export<unknown> }[];
  readonly #overwrite: boolean;
  readonly #print: (text: string) => void;
  /** Whether standard output has got the line above the rows. */
  #hasHeader = false;

  private constructor(command: AnyCommand, { files, overwrite }: ExportRequest, print: (text: string) => void) {
    this.#exports = Object.entries(files).map(([name, path]) => ({ path, form: command.exports![name] }));
    this.#overwrite = overwrite;
    this.#print = print;
  }

  /**
   * Throws a UserError where a file cannot be written, as far as that can be told before there is anything to write.
   */
  static async open(command: AnyCommand, request: ExportRequest, print: (text: string) => void): Promise<ExportWriter> {
    const writer = new ExportWriter(command, request, print);
    for (const { path, form } of writer.#exports) if (path !== STDOUT) await writer.#check(path, form);
    return writer;
  }

  /** Whether a form of the result goes to standard output, where nothing else may stand then. */
  get usesStdout(): boolean {
    return this.#exports.some(({ path }) => path === STDOUT);
  }

  /** Writes a result into all files; gives their paths. Throws a UserError, and leaves what was there. */
  async write(result: unknown): Promise<string[]> {
    const written: string[] = [];
    for (const { path, form } of this.#exports) {
      const content = await form.write(result);
      if (typeof content !== 'string') {
        if (path === STDOUT) throw bytesOnStdout();
        await replaceFile(path, content, this.#overwrite);
        written.push(path);
        continue;
      }
      if (path === STDOUT) {
        const header = form.header !== null && !this.#hasHeader ? `${form.header}\n` : '';
        this.#hasHeader = true;
        this.#print(content === '' ? header : `${header}${content}\n`);
        continue;
      }
      try {
        if (form.header === null) await replaceFile(path, `${content}\n`, this.#overwrite);
        else await append(path, form.header, content);
      } catch (cause) {
        throw cause instanceof UserError ? cause : unwritable(path, cause);
      }
      written.push(path);
    }
    return written;
  }

  async #check(path: string, { header }: Export<unknown>): Promise<void> {
    const there = await lstat(path).catch(() => null);
    if (there?.isDirectory()) throw unwritable(path, Object.assign(new Error(), { code: 'EISDIR' }));
    if (header === null) {
      await checkReplaceable(path, this.#overwrite);
      return;
    }
    const file = await stat(path).catch(() => null);
    const isLink = there?.isSymbolicLink() && (file === null || file.isFile());
    if (isLink) throw unwritable(path, Object.assign(new Error(), { code: 'ELOOP' }));
    if (file?.isFile() && file.size > 0 && (await firstLine(path, header.length)) !== header) {
      throw new UserError('other-file', `${path} is there already, and does not begin with ${header}`, {
        hint: 'it was left as it is; choose another name',
        exitCode: ExitCode.usage,
      });
    }
    if (!file)
      await open(path, 'ax', 0o600).then(
        (handle) => handle.close().then(() => unlink(path)),
        (cause) => fail(path, cause),
      );
    else
      await open(path, 'a').then(
        (handle) => handle.close(),
        (cause) => fail(path, cause),
      );
  }
}

function bytesOnStdout(): UserError {
  return new UserError('usage', 'this format is not text, and standard output takes text alone', {
    hint: 'give it the name of a file',
    exitCode: ExitCode.usage,
  });
}

function fail(path: string, cause: unknown): never {
  throw unwritable(path, cause);
}

/** Appends rows; a new file gets the header first. What is written in part is taken away again. */
async function append(path: string, header: string, rows: string): Promise<void> {
  const before = await stat(path).catch(() => null);
  // A link that was put there meanwhile; what leads to a device or a pipe, as /dev/stdout does, may be one.
  const noFollow = before === null || before.isFile() ? (constants.O_NOFOLLOW ?? 0) : 0;
  const file = await open(path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | noFollow, 0o600);
  try {
    // A spreadsheet may have left out the end of the last line.
    const start = !before?.size ? `${header}\n` : (await endsLine(path, before.size)) ? '' : '\n';
    await file.appendFile(rows === '' ? start : `${start}${rows}\n`);
  } catch (error) {
    if (!before) await unlink(path);
    else if (before.isFile()) await file.truncate(before.size);
    throw error;
  } finally {
    await file.close();
  }
}

/** Tells whether a file of this size, bytes, ends with a line feed. */
async function endsLine(path: string, size: number): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer } = await file.read({ buffer: Buffer.alloc(1), position: size - 1 });
    return buffer[0] === 0x0a;
  } finally {
    await file.close();
  }
}

/**
 * The first line of a file as far as one of so many bytes would go, without what a spreadsheet may have put around it
 * (BOM, \r).
 */
async function firstLine(path: string, bytes: number): Promise<string> {
  let file: FileHandle | null = null;
  try {
    file = await open(path);
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(bytes + 8) });
    return buffer.toString('utf8', 0, bytesRead).split('\n', 1)[0].trim();
  } catch (cause) {
    throw unwritable(path, cause);
  } finally {
    await file?.close();
  }
}
