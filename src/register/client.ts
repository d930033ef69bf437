import { Session } from 'node:inspector';
import type { Socket } from 'node:net';
import type { Audit, AuditEvent } from './audit.js';
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
} from './handshake.js';
import { LineReader } from './line-reader.js';
import { type Post, ReadOnlyGuard, Refused } from './read-only.js';

/** How long a client may take to introduce itself, ms. */
const HANDSHAKE_TIMEOUT = 5000;
/**
 * The longest message of a client, characters: code of ours that it sends has 60,000, a line of a user's what they
 * paste.
 */
const MOST_IN_MESSAGE = 16 * 2 ** 20;
/** How much may wait for a client that does not read, bytes. */
const MOST_WAITING = 256 * 2 ** 20;

/** What a console server allows a client, and where it writes what the client did. */
export interface ClientOptions {
  readonly key: string;
  /** After how long without a message a session ends, ms. */
  readonly idleMs: number;
  /**
   * The version of this package, if the server is read-only: clients of another would ask for what it has not; null: it
   * is not.
   */
  readonly readOnlyVersion: string | null;
  readonly audit: Audit;
}

interface Command {
  readonly id: number;
  readonly method: string;
  readonly params: object;
}

/**
 * One connection, until it ends. Whatever comes through it, nothing is thrown, and nothing evaluated before the client
 * has proved that it knows the key.
 */
export class Client {
  static #last = 0;
  readonly #number = ++Client.#last;
  readonly #socket: Socket;
  readonly #options: ClientOptions;
  readonly #nonce = newNonce();
  readonly #reader: LineReader;
  readonly #deadline: NodeJS.Timeout;
  /** The session with the main thread; null until the client is known. */
  #session: Session | null = null;
  #answer: Post = (method, params) => this.#post(method, params);

  constructor(socket: Socket, options: ClientOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#reader = new LineReader(
      socket,
      MOST_BEFORE_WELCOME,
      (line) => this.#attempt(() => this.#receive(line)),
      () => this.#deny('a message that is too long'),
    );
    socket.on('timeout', () => this.#deny('idle for too long'));
    socket.on('close', () => this.#end());
    this.#deadline = setTimeout(() => this.#deny('no introduction in time'), HANDSHAKE_TIMEOUT);
    this.#send({ leakconsole: 1, nonce: this.#nonce } satisfies Greeting);
  }

  #receive(line: string): void {
    if (this.#socket.destroyed) return;
    if (this.#session === null) this.#introduce(JSON.parse(line));
    else this.#obey(JSON.parse(line));
  }

  #introduce({ nonce, proof, user, pid }: Partial<Introduction>): void {
    const { key, audit, idleMs, readOnlyVersion } = this.#options;
    if (!isNonce(nonce)) throw new Error('no introduction');
    const nonces = { server: this.#nonce, client: nonce };
    if (!isProof(proof, key, 'client', nonces)) throw new Error('a wrong key');
    audit(this.#number, { event: 'opened', user: String(user).slice(0, 100), pid: Number(pid) });
    const session = new Session();
    session.connectToMainThread();
    this.#session = session;
    session.on('inspectorNotification', (message) => this.#send(message));
    if (readOnlyVersion !== null) {
      const guard = new ReadOnlyGuard(this.#answer, (code) => audit(this.#number, { event: 'evaluate', code }));
      this.#answer = (method, params) => guard.answer(method, params);
    }
    this.#reader.most = MOST_IN_MESSAGE;
    clearTimeout(this.#deadline);
    this.#socket.setTimeout(idleMs);
    this.#send({ proof: prove(key, 'server', nonces), pid: process.pid, readOnlyVersion } satisfies Welcome);
  }

  #obey(message: Command | AuditNote): void {
    if ('note' in message) {
      const { command, args } = message.note;
      this.#options.audit(this.#number, { event: 'command', command, args });
      return;
    }
    const { id, method, params } = message;
    this.#answer(method, params).then(
      (result) => this.#send({ id, result }),
      (error: Error) => {
        const isRefused = error instanceof Refused;
        if (isRefused) this.#audit({ event: 'denied', reason: `read-only: ${error.message}` });
        this.#send({ id, error: { message: plainMessage(error), isRefused } });
      },
    );
  }

  #post(method: string, params: object): Promise<object> {
    return new Promise((resolve, reject) => {
      this.#session!.post(method, params, (error, result) => (error === null ? resolve(result ?? {}) : reject(error)));
    });
  }

  #send(message: object): void {
    // A message may be too long for a string.
    this.#attempt(() => this.#socket.write(`${JSON.stringify(message)}\n`));
    if (this.#socket.writableLength > MOST_WAITING) this.#deny('reads too slowly');
  }

  /** Whatever a client makes us fail with, ends it, and nobody else. */
  #attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#deny(error instanceof Error ? error.message : String(error));
    }
  }

  #deny(reason: string): void {
    this.#audit({ event: 'denied', reason });
    this.#socket.destroy();
  }

  /** V8 gives back all that the session holds, and lets go on what it has stopped. */
  #end(): void {
    clearTimeout(this.#deadline);
    const session = this.#session;
    this.#session = null;
    if (session === null) return;
    this.#attempt(() => session.disconnect());
    this.#audit({ event: 'closed' });
  }

  /** Writes down an event; who cannot be written down is not served. */
  #audit(event: AuditEvent): void {
    try {
      this.#options.audit(this.#number, event);
    } catch {
      this.#socket.destroy();
    }
  }
}

/** V8's own words, which Node puts behind a text of its own. */
function plainMessage({ message }: Error): string {
  return message.replace(/^Inspector error -?\d+: /, '');
}
