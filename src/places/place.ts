import type { SourceMap } from './source-map.js';

/** A place in a source text. Lines and columns count from 1; columns in UTF-16 units. */
export interface Place {
  /** A `file:` URL, or what the bundler calls the file (`webpack://shop/src/orders.ts`); `node:` for Node's own. */
  readonly url: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  /** The place in the code that runs, where this one is the original that a source map knows for it. */
  readonly generated?: Omit<Place, 'generated'>;
}

/** What results tell of a place: as people read it, and as data. */
export interface Located {
  readonly location: string | null;
  /** Where `location` is, as data; null where the line is not known. */
  readonly place: Place | null;
}

/** From what V8 counts from 0, as in `[[FunctionLocation]]`, stack frames of the protocol and snapshots' locations. */
export function placeOf(url: string, lineNumber: number, columnNumber: number): Place {
  return { url, line: lineNumber + 1, column: columnNumber + 1 };
}

/** The original of a place in the code that runs, by V8's line and column from 0; that place where no map knows it. */
export function originalPlace(map: SourceMap | null, url: string, lineNumber: number, columnNumber: number): Place {
  const generated = placeOf(url, lineNumber, columnNumber);
  const mapping = map?.at(lineNumber, columnNumber);
  return mapping ? { ...placeOf(mapping.url, mapping.line, mapping.column), generated } : generated;
}
