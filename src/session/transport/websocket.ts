import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import { messageOf, PS_HINT, UserError } from '../../errors.js';
import { badMessage } from '../bad-message.js';
import { type Linger, linger } from './linger.js';
import { answersNothing, BEGINNING, GOODBYE, REST, textFrame } from './text-frame.js';
import type { Transport } from './transport.js';

/**
 * Larger messages end the connection, bytes. A snapshot comes in chunks of 100 kB; a value of an evaluation can be
 * large.
 */
const MAX_MESSAGE_BYTES = 256 * 1024 * 1024;

const OPTIONS = {
  perMessageDeflate: false,
  maxPayload: MAX_MESSAGE_BYTES,
  /** How long the other side may take to answer our goodbye, ms (of ws 8.19; its types do not list it yet). */
  closeTimeout: 1000,
};

// As CommonJS, which it is: as an ES module it takes longer to load, and this is part of each start.
const ws: typeof import('ws') = createRequire(import.meta.url)('ws');

/** A WebSocket to an inspector. */
export class WebSocketTransport implements Transport {
  readonly name: string;
  readonly #webSocket: WebSocket;
  readonly #socket: Socket;
  readonly #linger: Linger;
  readonly #closed: Promise<void>;
  #reason: UserError | null = null;
  /** Whether a frame was begun (see `acknowledge`). */
  #hasBegunFrame = false;
  /** How many frames that do nothing are still to be answered. */
  #unanswered = 0;
  #onMessage: (text: string) => void = () => {};
  #onClose: (reason: UserError | null) => void = () => {};

  private constructor(name: string, webSocket: WebSocket, socket: Socket) {
    this.name = name;
    this.#webSocket = webSocket;
    this.#socket = socket;
    this.#linger = linger(socket);
    // Until somebody receives the messages: the first may come with the handshake.
    webSocket.pause();
    this.#closed = new Promise((resolve) => {
      webSocket.on('close', () => {
        this.#linger.end();
        resolve();
        this.#onClose(this.#reason);
      });
    });
    webSocket.on('error', (error) => {
      this.#reason ??= reasonOf(error, name);
      this.terminate();
    });
    webSocket.on('message', (data: RawData, isBinary: boolean) => {
      if (!isBinary) return this.#receive(String(data));
      this.#reason ??= badMessage(name, 'binary data');
      this.terminate();
    });
  }

  /**
   * Connects to a WebSocket URL; over `way`, if given, instead of a connection of our own to its host and port, which
   * `name` then stands for. Rejects with a UserError, `no-inspector`, if no WebSocket answers there.
   */
  static connect(url: string, { way, name = url }: { way?: Duplex; name?: string } = {}): Promise<WebSocketTransport> {
    return new Promise((resolve, reject) => {
      const fail = (cause: unknown) =>
        reject(
          new UserError('no-inspector', `no inspector answers at ${name} (${messageOf(cause)})`, {
            hint: PS_HINT,
            cause,
          }),
        );
      let webSocket: WebSocket;
      try {
        webSocket = new ws.WebSocket(url, way ? { ...OPTIONS, createConnection: () => way } : OPTIONS);
      } catch (cause) {
        return fail(cause);
      }
      webSocket.on('error', fail);
      webSocket.on('upgrade', ({ socket }) => {
        webSocket.on('open', () => resolve(new WebSocketTransport(name, webSocket, socket)));
      });
    });
  }

  send(text: string): void {
    // What cannot be written any more is not an error of its own: the connection has ended.
    if (!this.#hasBegunFrame) this.#webSocket.send(text, () => {});
    else if (this.#isOpen) this.#endFrame(textFrame(text));
    this.#hasBegunFrame = false;
  }

  /** A half of a frame that does nothing carries the acknowledgement; its rest goes with the next one, or message. */
  acknowledge(): void {
    if (!this.#isOpen) return;
    if (this.#hasBegunFrame) this.#endFrame();
    else this.#socket.write(BEGINNING);
    this.#hasBegunFrame = !this.#hasBegunFrame;
  }

  #endFrame(...next: Buffer[]): void {
    this.#socket.write(Buffer.concat([REST, ...next]));
    this.#unanswered++;
  }

  /** A frame that does nothing is answered, too, and the next answer waits for the acknowledgement of that. */
  #receive(text: string): void {
    if (this.#unanswered > 0 && answersNothing(text)) {
      this.#unanswered--;
      this.acknowledge();
    } else {
      this.#onMessage(text);
    }
  }

  get #isOpen(): boolean {
    return this.#webSocket.readyState === ws.WebSocket.OPEN;
  }

  onMessage(listener: (text: string) => void): void {
    this.#onMessage = listener;
    this.#webSocket.resume();
  }

  onClose(listener: (reason: UserError | null) => void): void {
    this.#onClose = listener;
  }

  async close({ isAnswering = false } = {}): Promise<void> {
    // A frame that has begun must be whole before our goodbye.
    if (this.#hasBegunFrame && !isAnswering) this.send(GOODBYE);
    if (isAnswering) {
      this.#linger.takeOver();
      this.#webSocket.terminate();
    } else {
      this.#webSocket.close();
    }
    await this.#closed;
  }

  terminate(): void {
    this.#linger.end();
    this.#webSocket.terminate();
  }
}

/** The reason for what ws does not accept; null for a connection that broke. */
function reasonOf(error: Error & { code?: string }, name: string): UserError | null {
  if (error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') {
    return new UserError(
      'message-too-large',
      `${name} sent a message of more than ${MAX_MESSAGE_BYTES / 2 ** 20} MiB`,
      {
        hint: 'ask for less at once, such as the size of a collection instead of the collection',
        cause: error,
      },
    );
  }
  return error.code?.startsWith('WS_ERR_') ? badMessage(name, 'data that is not WebSocket text', error) : null;
}
