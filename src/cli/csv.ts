import { type FileHandle, open, stat, unlink } from 'node:fs/promises';
import { ExitCode, UserError } from '../errors.js';
import { unwritable } from '../snapshot/unwritable.js';
import { csvRows } from '../view/csv.js';
import { checkOutput } from './output-file.js';

/** A row as spreadsheets read it (RFC 4180), below a line of names. */
export interface CsvRow {
  readonly name: string;
  readonly location: string | null;
  readonly count: number;
  readonly shallowBytes: number | null;
  readonly retainedBytes: number | null;
}

const columns = ['name', 'location', 'count', 'shallowBytes', 'retainedBytes'] as const;
const names = csvRows([['time', ...columns]]);

/** Throws a UserError where a file cannot be written, and one of exit code 2 where it holds anything but such rows. */
export async function checkCsv(path: string): Promise<void> {
  await checkOutput(path);
  const file = await stat(path).catch(() => null);
  if (!file?.isFile() || file.size === 0) return;
  if ((await firstLine(path)) === names) return;
  throw new UserError('other-file', `${path} is there already, and does not begin with ${names}`, {
    hint: 'it was left as it is; choose another name',
    exitCode: ExitCode.usage,
  });
}

/** Appends rows to a file, each with the time (ISO 8601); a new file gets a line of names first. Throws a UserError, and leaves what was there. */
export async function appendCsv(path: string, rows: readonly CsvRow[]): Promise<void> {
  const time = new Date().toISOString();
  const lines = rows.map((row) => [time, ...columns.map((name) => row[name])]);
  try {
    const before = await stat(path).catch(() => null);
    const file = await open(path, 'a', 0o600);
    try {
      // A spreadsheet may have left out the end of the last line.
      const start = !before?.size ? `${names}\n` : (await endsLine(path, before.size)) ? '' : '\n';
      await file.appendFile(`${start}${csvRows(lines)}\n`);
    } catch (error) {
      if (!before) await unlink(path);
      else if (before.isFile()) await file.truncate(before.size);
      throw error;
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw unwritable(path, cause);
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

/** The first line of a file as far as one of names would go, without what a spreadsheet may have put around it (BOM, \r). */
async function firstLine(path: string): Promise<string> {
  let file: FileHandle | null = null;
  try {
    file = await open(path);
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(names.length + 8) });
    return buffer.toString('utf8', 0, bytesRead).split('\n', 1)[0].trim();
  } catch (cause) {
    throw unwritable(path, cause);
  } finally {
    await file?.close();
  }
}
