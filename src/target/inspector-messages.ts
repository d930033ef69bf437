import { Transform, type TransformCallback } from 'node:stream';

/**
 * How the lines begin that Node writes to stderr about its inspector (src/inspector_agent.cc,
 * inspector_socket_server.cc).
 */
const BEGINNINGS = [
  'Debugger listening on ws://',
  'For help, see: https://nodejs.org/',
  'Debugger attached.',
  'Debugger ending on ws://',
  'Waiting for the debugger to disconnect...',
].map((text) => Buffer.from(text));
const LISTENING = /^Debugger listening on (ws:\S+)/;

/**
 * Passes a program's stderr on at once, but for what Node says of its inspector; `onUrl` is told where that listens.
 */
export class InspectorMessageFilter extends Transform {
  readonly #onUrl: (url: string) => void;
  /** The beginning of a line of which we cannot tell yet. */
  #held = Buffer.alloc(0);
  /** Whether we are in a line that is being passed on. */
  #passing = false;

  constructor(onUrl: (url: string) => void) {
    super();
    this.#onUrl = onUrl;
  }

  override _transform(chunk: Buffer, _encoding: string, done: TransformCallback): void {
    let from = 0;
    while (from < chunk.length) {
      const newline = chunk.indexOf('\n', from);
      const end = newline === -1 ? chunk.length : newline + 1;
      this.#take(chunk.subarray(from, end), newline !== -1);
      from = end;
    }
    done();
  }

  override _flush(done: TransformCallback): void {
    if (this.#held.length > 0) this.push(this.#held);
    done();
  }

  /** Takes a piece of a line, which may be its last. */
  #take(piece: Buffer, isLast: boolean): void {
    if (this.#passing) {
      this.push(piece);
      this.#passing = !isLast;
      return;
    }
    const line = Buffer.concat([this.#held, piece]);
    const isOurs = BEGINNINGS.some((beginning) => startsWith(line, beginning));
    const mayBeOurs = !isLast && BEGINNINGS.some((beginning) => startsWith(beginning, line));
    this.#held = (isOurs && !isLast) || mayBeOurs ? line : Buffer.alloc(0);
    if (this.#held.length > 0) return;
    if (isOurs) {
      const url = LISTENING.exec(line.toString())?.[1];
      if (url) this.#onUrl(url);
    } else {
      this.push(line);
      this.#passing = !isLast;
    }
  }
}

function startsWith(line: Buffer, beginning: Buffer): boolean {
  return line.length >= beginning.length && line.compare(beginning, 0, beginning.length, 0, beginning.length) === 0;
}
