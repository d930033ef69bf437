/** Cuts what comes through a socket into lines. */
export class LineReader {
  /** The longest line that is taken, characters. */
  most: number;
  readonly #onLine: (line: string) => void;
  readonly #onTooLong: () => void;
  #rest = '';

  constructor(most: number, onLine: (line: string) => void, onTooLong: () => void) {
    this.most = most;
    this.#onLine = onLine;
    this.#onTooLong = onTooLong;
  }

  /** Takes the next piece. */
  push(piece: string): void {
    let start = 0;
    for (let end = piece.indexOf('\n'); end >= 0; end = piece.indexOf('\n', start)) {
      const line = this.#rest + piece.slice(start, end);
      this.#rest = '';
      start = end + 1;
      this.#take(line);
    }
    this.#rest += piece.slice(start);
    if (this.#rest.length > this.most) this.#onTooLong();
  }

  #take(line: string): void {
    if (line.length > this.most) this.#onTooLong();
    else this.#onLine(line);
  }
}
