import { readFileSync, statSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { userInfo } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { messageOf, PS_HINT, UserError } from '../../errors.js';
import { packageVersion } from '../../package-files.js';
import { keyPathOf } from '../../register/console-files.js';
import {
  type AuditNote,
  type Greeting,
  type Introduction,
  isNonce,
  isProof,
  MOST_BEFORE_WELCOME,
  newNonce,
  prove,
  type Welcome,
} from '../../register/handshake.js';
import { LineReader } from '../../register/line-reader.js';
import { badMessage } from '../bad-message.js';
import type { Transport } from './transport.js';

/** Larger messages end the connection, characters. */
const MOST_IN_MESSAGE = 256 * 2 ** 20;
/** How long the server may take to answer, ms: a thread of the service has to be scheduled, or to be started first. */
const HANDSHAKE_TIMEOUT = 10_000;
/** How long the other side may take to hang up when we say goodbye, ms. */
const CLOSE_TIMEOUT = 1000;

/** A connection to the console server that a service has opened itself (src/register). */
export class ConsoleServerTransport implements Transport {
  readonly name: string;
  asksByName = false;
  readonly #socket: Socket;
  readonly #reader: LineReader;
  readonly #closed: Promise<void>;
  #reason: UserError | null = null;
  #onMessage: (text: string) => void = () => {};
  #onClose: (reason: UserError | null) => void = () => {};

  private constructor(name: string, socket: Socket) {
    this.name = name;
    this.#socket = socket;
    this.#reader = new LineReader(
      socket,
      MOST_BEFORE_WELCOME,
      (line) => this.#onMessage(line),
      () => {
        this.#reason = badMessage(name, 'a message that is too long');
        this.terminate();
      },
    );
    this.#closed = new Promise((resolve) => {
      socket.on('close', () => {
        resolve();
        this.#onClose(this.#reason);
      });
    });
  }

  /**
   * Connects to a socket, whose key is beside it: `NAME.key` for `NAME.sock`. Gives the transport with what the server
   * says of itself.
   *
   * Rejects with a UserError: `no-console-server` if none answers there, `no-key` if the key cannot be read or others
   * can read it,
   * `wrong-key` if the two do not know the same one.
   */
  static async connect(path: string): Promise<{ transport: ConsoleServerTransport; welcome: Welcome }> {
    const deadline = Date.now() + HANDSHAKE_TIMEOUT;
    let answer = await ConsoleServerTransport.#connectOnce(path, deadline);
    // Its thread is being started, and listens soon where somebody else has answered.
    while (answer === 'starting') {
      await delay(20);
      answer = await ConsoleServerTransport.#connectOnce(path, deadline).catch((error) => {
        if (error.code !== 'no-console-server' || Date.now() > deadline) throw error;
        return 'starting' as const;
      });
    }
    return answer;
  }

  static async #connectOnce(
    path: string,
    deadline: number,
  ): Promise<{ transport: ConsoleServerTransport; welcome: Welcome } | 'starting'> {
    const transport = new ConsoleServerTransport(`unix:${path}`, await connectSocket(path));
    try {
      const welcome = await transport.#shakeHands(keyPathOf(path), deadline);
      if (welcome !== null) return { transport, welcome };
      transport.terminate();
      return 'starting';
    } catch (error) {
      transport.terminate();
      throw error;
    }
  }

  send(text: string): void {
    this.#socket.write(`${text}\n`);
  }

  note(command: string, args: unknown): void {
    this.send(JSON.stringify({ note: { command, args } } satisfies AuditNote));
  }

  onMessage(listener: (text: string) => void): void {
    this.#onMessage = listener;
  }

  onClose(listener: (reason: UserError | null) => void): void {
    this.#onClose = listener;
  }

  async close(): Promise<void> {
    this.#socket.end();
    const timer = setTimeout(() => this.terminate(), CLOSE_TIMEOUT);
    await this.#closed;
    clearTimeout(timer);
  }

  terminate(): void {
    this.#socket.destroy();
  }

  /** Proves to each other that both know the key; null if the server wants us to connect again. */
  async #shakeHands(keyPath: string, deadline: number): Promise<Welcome | null> {
    const { nonce: server } = await this.#nextMessage<Greeting>(deadline);
    if (server === null) return null;
    if (!isNonce(server)) throw badMessage(this.name, 'no greeting of a console server');
    const key = readKey(keyPath);
    const nonces = { server, client: newNonce() };
    const { username: user } = userInfo();
    const introduction: Introduction = {
      nonce: nonces.client,
      proof: prove(key, 'client', nonces),
      user,
      pid: process.pid,
    };
    this.send(JSON.stringify(introduction));
    const welcome = await this.#nextMessage<Welcome>(deadline, wrongKey(this.name, keyPath));
    if (!isProof(welcome.proof, key, 'server', nonces)) throw wrongKey(this.name, keyPath);
    this.#reader.most = MOST_IN_MESSAGE;
    const { readOnlyVersion = null } = welcome;
    this.asksByName = readOnlyVersion !== null;
    if (readOnlyVersion !== null && readOnlyVersion !== packageVersion())
      throw otherVersion(this.name, readOnlyVersion);
    return { proof: String(welcome.proof), pid: Number(welcome.pid), readOnlyVersion };
  }

  /** What comes next. Rejects with `hungUp` if the server ends the connection instead. */
  #nextMessage<T>(deadline: number, hungUp: UserError | null = null): Promise<Partial<T>> {
    return new Promise((resolve, reject) => {
      const silent = new UserError('no-console-server', `${this.name} does not answer`, { hint: PS_HINT });
      const timer = setTimeout(() => reject(silent), Math.max(0, deadline - Date.now()));
      this.#closed.then(() => {
        clearTimeout(timer);
        reject(this.#reason ?? hungUp ?? silent);
      });
      this.#onMessage = (line) => {
        clearTimeout(timer);
        try {
          resolve(Object(JSON.parse(line)));
        } catch (cause) {
          reject(badMessage(this.name, 'no greeting of a console server', cause));
        }
      };
    });
  }
}

function connectSocket(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => {
      socket.off('error', fail);
      resolve(socket);
    });
    const fail = (cause: unknown) =>
      reject(
        new UserError('no-console-server', `no console server answers at ${path} (${messageOf(cause)})`, {
          hint: PS_HINT,
          cause,
        }),
      );
    socket.on('error', fail);
  });
}

function readKey(path: string): string {
  const noKey = (what: string, cause?: unknown) =>
    new UserError('no-key', `the key of the console server, ${path}, ${what}`, {
      hint: 'it is beside the socket, for its user alone; where a socket is forwarded, copy the key there, mode 600',
      cause,
    });
  let key: string;
  let mode: number;
  try {
    ({ mode } = statSync(path));
    key = readFileSync(path, 'utf8');
  } catch (cause) {
    throw noKey(`cannot be read (${messageOf(cause)})`, cause);
  }
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) throw noKey('can be read by others');
  // No other file gets into a proof.
  if (!isNonce(key)) throw noKey('is no key');
  return key;
}

/** A read-only server runs its own code, whose names and answers are those of its version. */
function otherVersion(name: string, version: string): UserError {
  return new UserError(
    'other-version',
    `${name} is read-only, and of leakconsole ${version}; this is ${packageVersion()}`,
    {
      hint: `use the same: npx leakconsole@${version} …`,
    },
  );
}

function wrongKey(name: string, keyPath: string): UserError {
  return new UserError('wrong-key', `${name} does not know the key in ${keyPath}`, {
    hint: 'is it that of another process, or from before a restart? Each start of a service makes a new one',
  });
}
