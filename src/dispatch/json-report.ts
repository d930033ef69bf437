import { messageOf, UserError } from '../errors.js';
import { SourceError } from '../isolate/console/source-error.js';
import { jsonLine } from '../view/text/characters.js';
import { NOTHING_SPENT, type Spent, type Target } from './target.js';

/** A result as a line of JSON (docs/json.md). `written`: the files that hold it in other forms. */
export function resultLine(
  command: string,
  target: Target,
  { lens, cost }: Spent,
  result: unknown,
  written: readonly string[],
): string {
  const line = { v: 1, command, target: describeTarget(target), lens, cost, result };
  return jsonLine(written.length > 0 ? { ...line, written } : line);
}

/**
 * A failure as a line of JSON; `command` is null where none was named, `target` where none was reached. What was spent has been spent
 * all the same.
 */
export function errorLine(
  command: string | null,
  target: Target | null,
  error: unknown,
  { lens, cost }: Spent = NOTHING_SPENT,
): string {
  const json =
    error instanceof UserError
      ? { code: error.code, message: error.message, hint: error.hint }
      : { code: error instanceof SourceError ? 'syntax' : 'internal', message: messageOf(error), hint: null };
  return jsonLine({ v: 1, command, target: target && describeTarget(target), lens, cost, error: json });
}

function describeTarget(target: Target): {
  pid: number | null;
  title: string;
  runtime: string | null;
  isolate: string | null;
} {
  if (target.kind === 'files') {
    return { pid: null, title: target.files.map(({ path }) => path).join(' '), runtime: null, isolate: null };
  }
  const { id, process } = target.isolate;
  const { pid, title, runtime } = process.description;
  return { pid, title, runtime, isolate: id };
}
