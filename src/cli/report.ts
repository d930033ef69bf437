import type { Writable } from 'node:stream';
import { ExitCode, messageOf, UserError } from '../errors.js';
import { EvaluationError } from '../isolate/console/evaluate.js';
import { SourceError } from '../isolate/console/source-error.js';
import { renderParagraphs } from '../view/text/paragraphs.js';
import type { Style } from '../view/text/style.js';
import { printable } from '../view/text/text.js';

/** Tells the user of a failure and gives the exit code. */
export type Report = (error: unknown) => ExitCode;

/**
 * A report that writes what happened, and what to do, on a line each.
 *
 * An error of the evaluated code is shown as the target printed it, with its stack; one of ours without.
 */
export function createReport(stream: Writable, style: Style): Report {
  /** Wrapped at spaces; what is to be read as it is comes below. */
  const write = (label: string, message: string, hint: string | null, below: string | null = null) => {
    const text = renderParagraphs(`${label} ${harmless(message)}`, style).slice(label.length);
    stream.write(`${style.red(label)}${text}\n`);
    if (hint) stream.write(`${style.dim(renderParagraphs(harmless(hint), style))}\n`);
    if (below) stream.write(`${style.dim(below)}\n`);
  };
  return (error) => {
    if (error instanceof EvaluationError) {
      stream.write(`${style.red('Uncaught')} ${error.text}\n`);
      if (error.hint) stream.write(`${style.dim(renderParagraphs(error.hint, style))}\n`);
    } else if (error instanceof UserError) write('error:', error.message, error.hint);
    else if (error instanceof SourceError) write('SyntaxError:', error.message, null, error.excerpt);
    else write('internal error:', messageOf(error), 'this is a defect of leakconsole: please report it');
    return error instanceof UserError ? error.exitCode : ExitCode.failed;
  };
}

/** What may quote a name from a heap moves no cursor; its lines stay. */
function harmless(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
