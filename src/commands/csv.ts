import { open } from 'node:fs/promises';
import { messageOf, UserError } from '../errors.js';
import { csvRows } from '../render/csv.js';

/** A row as spreadsheets read it (RFC 4180), below a line of names. */
export interface CsvRow {
  readonly name: string;
  readonly location: string | null;
  readonly count: number;
  readonly shallowBytes: number | null;
  readonly retainedBytes: number | null;
}

const columns = ['name', 'location', 'count', 'shallowBytes', 'retainedBytes'] as const;

/** Appends rows to a file, each with the time (ISO 8601); a new file gets a line of names first. Throws a UserError. */
export async function appendCsv(path: string, rows: readonly CsvRow[]): Promise<void> {
  const time = new Date().toISOString();
  const lines = rows.map((row) => [time, ...columns.map((name) => row[name])]);
  try {
    const file = await open(path, 'a', 0o600);
    try {
      const isNew = (await file.stat()).size === 0;
      await file.appendFile(`${csvRows(isNew ? [['time', ...columns], ...lines] : lines)}\n`);
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw new UserError('unwritable-file', `${path} cannot be written: ${messageOf(cause)}`, { cause });
  }
}
