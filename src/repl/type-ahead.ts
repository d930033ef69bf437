import type { REPLServer } from 'node:repl';
import { printable } from '../view/text/characters.js';
import type { LineQueue } from './line-queue.js';

/**
 * Keeps what is typed, or pasted, while a line is being evaluated. node:repl would take it for more of that line, where
 * it has several, as it forgets them only with the answer.
 */
export class TypeAhead {
  readonly #server: REPLServer;
  readonly #lines: LineQueue;
  readonly #pass: (line: string) => void;
  readonly #held: string[] = [];

  constructor(server: REPLServer, lines: LineQueue) {
    this.#server = server;
    this.#lines = lines;
    const listeners = server.listeners('line') as ((line: string) => void)[];
    this.#pass = (line) => {
      for (const listener of listeners) listener.call(server, line);
    };
    server.removeAllListeners('line');
    server.on('line', (line: string) => {
      if (lines.isBusy || this.#held.length > 0) this.#held.push(line);
      else this.#pass(line);
    });
  }

  /** Forgets what was kept: whoever presses Ctrl-C does not want the rest of it either. */
  drop(): void {
    this.#held.length = 0;
  }

  /** Passes on what was kept, up to the next line that is evaluated, each shown where its answer will stand. */
  release(): void {
    while (!this.#lines.isBusy && this.#held.length > 0) {
      const line = this.#held.shift()!;
      this.#server.output.write(`${printable(line)}\n`);
      this.#pass(line);
    }
  }
}
