import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Console } from '../dispatch/run-command.js';
import { ExitCode } from '../errors.js';
import { prepareSource } from '../isolate/console/source.js';
import { SourceError } from '../isolate/console/source-error.js';
import { runLine } from './run-line.js';

/**
 * Runs lines one after the other, as they come from a pipe, a file or `-e`, and goes on after one that fails.
 *
 * A line that is not finished is joined with the next. Resolves to 3 where the first line that failed was refused by the budget, to 1
 * where another one failed, or 0.
 */
export async function runLines(
  console: Console,
  lines: AsyncIterable<string> | Iterable<string>,
  { signal, report }: { signal: AbortSignal; report: (error: unknown) => ExitCode },
): Promise<ExitCode> {
  let exitCode: ExitCode = ExitCode.done;
  let unfinished = '';
  const run = async (text: string) => {
    unfinished = '';
    try {
      await runLine(console, text, signal);
    } catch (error) {
      const code = report(error);
      if (exitCode === ExitCode.done) exitCode = code === ExitCode.refused ? code : ExitCode.failed;
    }
  };
  for await (const line of lines) {
    if (signal.aborted) break;
    if (!unfinished && (line.trim() === '' || line.startsWith('#!'))) continue;
    const text = unfinished + line;
    if (/^\s*\.exit\b/.test(text)) break;
    if (isUnfinished(text)) unfinished = `${text}\n`;
    else await run(text);
    if (console.target.kind === 'live' && console.target.isolate.session.hasEnded) return exitCode || ExitCode.failed;
  }
  if (unfinished) await run(unfinished);
  return exitCode;
}

/** The lines of a stream, until it or the signal ends them. */
export function linesOf(input: Readable, signal: AbortSignal): AsyncIterable<string> {
  return createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY, signal });
}

/** Whether a line is the beginning of an expression that goes on. */
export function isUnfinished(text: string): boolean {
  if (/^\s*\.[a-z]/i.test(text)) return false;
  try {
    prepareSource(text);
    return false;
  } catch (error) {
    return error instanceof SourceError && error.incomplete;
  }
}
