import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client, default as connect } from 'chrome-remote-interface';
import type { ProtocolMapping } from 'devtools-protocol/types/protocol-mapping.js';
import { messageOf, PS_HINT, UserError } from '../errors.js';
import { linger } from './transport/linger.js';

type Commands = ProtocolMapping.Commands & NodeCommands;
type Events = ProtocolMapping.Events & NodeEvents;

/** Node's own domains (src/inspector/node_protocol.pdl in Node), which devtools-protocol does not list. */
interface NodeCommands {
  'NodeRuntime.notifyWhenWaitingForDisconnect': { paramsType: [{ enabled: boolean }]; returnType: undefined };
}
interface NodeEvents {
  'NodeRuntime.waitingForDisconnect': [];
}

export type Method = keyof Commands;
export type Params<M extends Method> = Commands[M]['paramsType'][0];
export type Result<M extends Method> = Commands[M]['returnType'];
export type EventName = keyof Events;
export type EventParams<E extends EventName> = Events[E][0];

/** The connection is gone: the target exited, or it closed its inspector. */
export class TargetGone extends UserError {
  constructor() {
    super('target-gone', 'the target is gone: it exited, or its inspector was closed', {
      hint: '`leakconsole ps` shows what is running now',
    });
  }
}

// As CommonJS, which it is: as an import, it takes 3 ms more of each start.
const connectClient: typeof connect = createRequire(import.meta.url)('chrome-remote-interface');

/** How long a goodbye may take, ms. */
const PATIENCE = 1000;
/** The state of a WebSocket that takes messages. */
const OPEN = 1;

/**
 * A connection to one inspector: the only place that speaks the protocol.
 *
 * All that a session holds in the target (remote objects, samplings, an enabled debugger) V8 gives back when the
 * connection ends, however it ends.
 */
export class Session {
  readonly url: string;
  readonly #client: Client;
  /** How to reject what waits for an answer, and the answer itself. */
  readonly #pending = new Map<(reason: UserError) => void, Promise<unknown>>();
  readonly #endLinger: () => void;
  #end: UserError | null = null;

  /** Resolves when the target has answered for the first time, which it does not while it is busy. Never rejects. */
  readonly ready: Promise<void>;

  /** Settles when the connection has ended, and never rejects: with null if we closed it, else with why. */
  readonly ended: Promise<UserError | null>;

  /** Whether the connection has ended. */
  get hasEnded(): boolean {
    return this.#end !== null;
  }

  private constructor(url: string, client: Client) {
    this.url = url;
    this.#client = client;
    this.ended = new Promise((resolve) => {
      client.on('disconnect', () => resolve(this.#finish(new TargetGone())));
      client.on('leakconsole:closed', () => resolve(null));
    });
    this.ended.then((end) => end && this.#endLinger());
    this.#receive();
    // Runtimes other than Node have no such domain.
    this.ready = this.send('NodeRuntime.notifyWhenWaitingForDisconnect', { enabled: true }).catch(() => {});
    // While the target answers.
    this.#endLinger = linger(client._ws._socket);
    // A process that ends while a debugger is attached waits for it to leave: leave, so that it can end.
    this.on('NodeRuntime.waitingForDisconnect', () => {
      this.#endLinger();
      client._ws.terminate();
    });
  }

  /**
   * Connects to a WebSocket debugger URL.
   *
   * Nothing is evaluated, and nothing enabled that the target would notice. Rejects with a UserError where no inspector answers.
   */
  static async connect(url: string): Promise<Session> {
    let client: Client;
    try {
      // An empty protocol saves the fetch of /json/protocol, which Deno does not answer, and the parsing of 1.5 MB.
      client = await connectClient({ target: url, local: true, protocol: { domains: [] } });
    } catch (cause) {
      throw new UserError('no-inspector', `no inspector answers at ${url} (${messageOf(cause)})`, {
        hint: PS_HINT,
        cause,
      });
    }
    return new Session(url, client);
  }

  /**
   * Sends one command. Rejects with TargetGone when the connection ends first, else with the protocol's error.
   *
   * Send one after the answer to the other where it matters: Node's inspector leaves Nagle's algorithm on, so the second of
   * two small answers in a row can wait 40 ms for our kernel's delayed acknowledgement of the first.
   */
  send<M extends Method>(method: M, params?: Params<M>): Promise<Result<M>> {
    return new Promise((resolve, reject) => {
      if (this.#end) return reject(this.#end);
      if (this.#client._ws.readyState !== OPEN) return reject(this.#finish(new TargetGone()));
      // The library forgets a command that was still being written when the socket closed: so we remember it.
      const answer = this.#client.send(method, params);
      this.#pending.set(reject, answer);
      answer
        .then(
          (result) => resolve(result as Result<M>),
          (error) => reject(this.#end ?? error),
        )
        .finally(() => this.#pending.delete(reject));
    });
  }

  /** Listens to an event; the function that it gives back stops listening. */
  on<E extends EventName>(event: E, listener: (params: EventParams<E>) => void): () => void {
    this.#client.on(event, listener);
    return () => void this.#client.off(event, listener);
  }

  /**
   * Ends the connection; within two seconds, even where the other side does not answer.
   *
   * To hang up on a target that is about to answer can crash it (see `linger`): so the answers come first, a second long.
   */
  async close(): Promise<void> {
    if (this.#end) return;
    const answers = Promise.allSettled(this.#pending.values()).then(() => true);
    this.#finish(new TargetGone());
    const isQuiet = await Promise.race([answers, delay(PATIENCE, false, { ref: false })]);
    const impatience = setTimeout(() => this.#client._ws.terminate(), PATIENCE);
    // Without a goodbye, the connection lingers.
    if (!isQuiet) this.#client._ws.terminate();
    await this.#client.close();
    clearTimeout(impatience);
    if (isQuiet) this.#endLinger();
    this.#client.emit('leakconsole:closed');
  }

  /** Takes the socket's messages ourselves: the library would throw on garbage where nobody can catch it. */
  #receive(): void {
    const { _ws: socket } = this.#client;
    socket.removeAllListeners('message');
    socket.on('message', (data: unknown) => {
      let message: unknown;
      try {
        message = JSON.parse(String(data));
      } catch (cause) {
        this.#finish(
          new UserError('bad-message', `what listens at ${this.url} sent something that is no protocol message`, {
            hint: 'is there a proxy in between, or another program? `leakconsole ps` shows who owns the port',
            cause,
          }),
        );
        socket.terminate();
        return;
      }
      this.#client._handleMessage(message);
    });
  }

  /** Marks the end, once, and rejects what still waits for an answer. */
  #finish(reason: UserError): UserError {
    this.#end ??= reason;
    for (const reject of this.#pending.keys()) reject(this.#end);
    this.#pending.clear();
    return this.#end;
  }
}
