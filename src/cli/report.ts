import type { Writable } from 'node:stream';
import { ExitCode, messageOf, UserError } from '../errors.js';
import { EvaluationError } from '../live/evaluate.js';
import { SourceError } from '../live/source-error.js';
import type { Style } from '../render/style.js';

/** Tells the user of a failure and gives the exit code. */
export type Report = (error: unknown) => ExitCode;

/**
 * A report that writes what happened, and what to do, on a line each.
 *
 * An error of the evaluated code is shown as the target printed it, with its stack; one of ours without.
 */
export function createReport(stream: Writable, style: Style): Report {
  const write = (message: string, hint: string | null) => {
    stream.write(`${message}\n${hint ? `${style.dim(hint)}\n` : ''}`);
  };
  return (error) => {
    if (error instanceof EvaluationError) write(`${style.red('Uncaught')} ${error.text}`, error.hint);
    else if (error instanceof UserError) write(`${style.red('error:')} ${error.message}`, error.hint);
    else if (error instanceof SourceError) write(`${style.red('SyntaxError:')} ${error.message}`, error.excerpt);
    else
      write(`${style.red('internal error:')} ${messageOf(error)}`, 'this is a defect of leakconsole: please report it');
    return error instanceof UserError ? error.exitCode : ExitCode.failed;
  };
}
