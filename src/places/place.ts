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

/** From what V8 counts from 0, as in `[[FunctionLocation]]`, stack frames of the protocol and snapshots' locations. */
export function placeOf(url: string, lineNumber: number, columnNumber: number): Place {
  return { url, line: lineNumber + 1, column: columnNumber + 1 };
}
