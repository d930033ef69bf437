import type { Socket } from 'node:net';

/** Cuts what comes through a socket into lines. A socket that fails tells of it by `close` alone. */
export class LineReader {
  /** The longest line that is taken, characters. */
  most: number;
  readonly #onLine: (line: string) => void;
  readonly #onTooLong: () => void;
  #rest = '';

  constructor(socket: Socket, most: number, onLine: (line: string) => void, onTooLong: () => void) {
    this.most = most;
    this.#onLine = onLine;
    this.#onTooLong = onTooLong;
    socket.setEncoding('utf8');
    socket.on('data', (piece: string) => this.#push(piece));
    socket.on('error', () => {});
  }

  #push(piece: string): void {
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
