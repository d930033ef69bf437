import { debuglog, inspect } from 'node:util';
import { ExitCode, messageOf, UserError } from '../errors.js';
import { EvaluationError } from '../isolate/console/evaluate.js';
import { SourceError } from '../isolate/console/source-error.js';
import { lacksPackageFile } from '../package-files.js';
import { type Block, bad, dim, text } from '../view/blocks.js';
import { printable } from '../view/text/characters.js';
import { type Screen, show } from '../view/text/screen.js';

const debug = debuglog('leakconsole');

/** Shows a failure and gives the exit code. */
export type Report = (error: unknown) => ExitCode;

/**
 * A report that shows what happened, and what to do, on a line each.
 *
 * An error of the evaluated code is shown as the target printed it, with its stack; one of ours without.
 */
export function createReport(screen: Screen): Report {
  return (error) => {
    show(viewError(error), screen);
    return error instanceof UserError ? error.exitCode : ExitCode.failed;
  };
}

function viewError(error: unknown): Block[] {
  if (error instanceof EvaluationError)
    return [text([bad('Uncaught'), ' ', error.text], 'keep'), ...viewHint(error.hint)];
  if (error instanceof UserError) return [...viewMessage('error:', error.message), ...viewHint(error.hint)];
  if (error instanceof SourceError)
    return [...viewMessage('SyntaxError:', error.message), text(dim(error.excerpt), 'keep')];
  if (lacksPackageFile(error))
    return [
      ...viewMessage('error:', 'the files of leakconsole were changed while it ran'),
      ...viewHint('start it again'),
    ];
  for (const line of debug.enabled ? inspect(error).split('\n') : []) debug('%s', printable(line));
  return [
    ...viewMessage('internal error:', messageOf(error)),
    ...viewHint('this is a defect of leakconsole: please report it; NODE_DEBUG=leakconsole shows its stack'),
  ];
}

/** A message may have lines of its own. */
function viewMessage(label: string, message: string): Block[] {
  const [first, ...others] = message.split('\n');
  return [text([bad(label), ' ', first]), ...others.map((line) => text(line))];
}

function viewHint(hint: string | null): Block[] {
  return hint === null ? [] : hint.split('\n').map((line) => text(dim(line)));
}
