import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { simpleSource } from '../isolate/console/simple-source.js';
import { prepareSource } from '../isolate/console/source.js';
import { SourceError } from '../isolate/console/source-error.js';

/** The lines of a stream, until it or the signal ends them. */
export function linesOf(input: Readable, signal: AbortSignal): AsyncIterable<string> {
  return createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY, signal });
}

/** Whether a line is the beginning of an expression that goes on. */
export function isUnfinished(text: string): boolean {
  if (/^\s*\.[a-z]/i.test(text) || simpleSource(text.trimEnd())) return false;
  try {
    prepareSource(text);
    return false;
  } catch (error) {
    return error instanceof SourceError && error.incomplete;
  }
}
