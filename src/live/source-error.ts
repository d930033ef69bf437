/** The code cannot be parsed. `incomplete`: it could, if it went on. */
export class SourceError extends SyntaxError {
  readonly incomplete: boolean;
  /** Offset of the error in the text, in characters. */
  readonly offset: number;

  constructor(message: string, offset: number, incomplete: boolean, cause: unknown) {
    super(message, { cause });
    this.offset = offset;
    this.incomplete = incomplete;
  }
}
