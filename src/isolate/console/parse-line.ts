import { type Program, parse } from 'acorn';
import { complaintOf, SourceError } from './source-error.js';

/** Parses a line of the console. Throws a SourceError, which tells whether the line may go on. */
export function parseLine(text: string): Program {
  try {
    return parse(text, { ecmaVersion: 'latest', sourceType: 'script', allowAwaitOutsideFunction: true });
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    const { pos } = cause as SyntaxError & { pos: number };
    const message = cause.message.replace(/ \(\d+:\d+\)$/, '');
    if (message.includes("'import' and 'export'")) {
      const instead = 'import and export do not work in a console: use `await import(…)`';
      throw new SourceError(instead, text, pos, false, cause);
    }
    const incomplete =
      pos >= text.trimEnd().length ||
      message.startsWith('Unterminated template') ||
      message.startsWith('Unterminated comment') ||
      (message.startsWith('Unterminated string') && /\\\s*$/.test(text));
    throw new SourceError(complaintOf(text) ?? message, text, pos, incomplete, cause);
  }
}
