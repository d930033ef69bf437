import type { EventParams } from './protocol.js';

/** A script that is loaded in the target. */
export interface Script {
  readonly id: string;
  /** As V8 has it: `file:` URLs for the program's files, `node:` for Node's own, empty for evaluated text. */
  readonly url: string;
  readonly isModule: boolean;
  readonly sourceMapUrl: string | null;
  /** In characters. */
  readonly length: number;
}

/** Finds the original of a place in a script, by V8's line and column from 0; the place itself where none is known. */
export type FindOriginal = (
  script: Script,
  lineNumber: number,
  columnNumber: number,
) => Promise<{ readonly url: string; readonly line: number }>;

/** What V8 tells of a script when the debugger is enabled, and when it is parsed. */
export function parsedScript({
  scriptId: id,
  url,
  isModule = false,
  sourceMapURL,
  length = 0,
}: EventParams<'Debugger.scriptParsed'>): Script {
  return { id, url, isModule, sourceMapUrl: sourceMapURL || null, length };
}
