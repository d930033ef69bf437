import { Script } from 'node:vm';
import { messageOf } from '../../errors.js';

/** The code cannot be parsed. `incomplete`: it could, if it went on. */
export class SourceError extends SyntaxError {
  readonly incomplete: boolean;
  /** The line at fault, or what is around the place in a long one, and below it a mark at the place. */
  readonly excerpt: string;

  /** `offset`: where in the text, in characters. */
  constructor(message: string, text: string, offset: number, incomplete: boolean, cause: unknown) {
    super(message, { cause });
    this.excerpt = excerptOf(text, offset);
    this.incomplete = incomplete;
  }
}

/** What V8 says of a text that cannot be parsed; null where it takes it. */
export function complaintOf(text: string): string | null {
  const complaint = complaintOfScript(text);
  return complaint?.startsWith('await is only valid') ? complaintOfScript(`async () => {${text}\n}`) : complaint;
}

function complaintOfScript(code: string): string | null {
  try {
    new Script(code);
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

const AROUND = 60;

function excerptOf(text: string, offset: number): string {
  const start = Math.max(text.lastIndexOf('\n', offset - 1) + 1, offset - AROUND);
  const end = text.indexOf('\n', offset);
  const line = text.slice(start, Math.min(end === -1 ? text.length : end, offset + AROUND));
  return `${line}\n${' '.repeat(offset - start)}^`;
}
