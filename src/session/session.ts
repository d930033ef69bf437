import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { debuglog } from 'node:util';
import type { UserError } from '../errors.js';
import { isWellFormed } from './answers.js';
import { badMessage } from './bad-message.js';
import { ConnectionLost, type LinkProbe } from './link.js';
import { type Answer, type Event, parseMessage, refusedByServer } from './messages.js';
import { type EventName, type EventParams, type Method, type Params, ProtocolError, type Result } from './protocol.js';
import type { FindOriginal } from './script.js';
import { TargetGone } from './target-gone.js';
import type { Transport } from './transport/transport.js';
import { WebSocketTransport } from './transport/websocket.js';

/** The session that the work now under way has to itself (see `Session.alone`). */
const aloneIn = new AsyncLocalStorage<Session>();

/** Names, sizes and times alone: what a message holds may be secret. */
const debug = debuglog('leakconsole');

/** How long the last answers may take when we leave, ms. */
const GOODBYE_TIMEOUT = 1000;

/** How many messages in a row may come that we have not asked for. Node sends none. */
const MAX_UNASKED = 1000;

/** A command that waits for its answer. */
interface Pending {
  readonly method: Method;
  /** When it was sent, ms. */
  readonly sentAt: number;
  readonly resolve: (result: never) => void;
  readonly reject: (reason: Error) => void;
}

/**
 * A session with one inspector: the protocol over a transport, and the only place that speaks it.
 *
 * All that a session holds in the target (remote objects, samplings, an enabled debugger) V8 gives back when the
 * connection ends, however it ends.
 */
export class Session {
  readonly #transport: Transport;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Map<string, Set<(params: never) => void>>();
  /** The domains that we have enabled: their events are asked for, whether somebody listens or not. */
  readonly #enabledDomains = new Set<string>();
  readonly #hasEnded: (reason: UserError | null) => void;
  #lastId = 0;
  /** When the last message came, or the first command since was sent, ms. */
  #heardAt = performance.now();
  #longestAnswerMs = 0;
  #unasked = 0;
  #whenIdle: () => void = () => {};
  #end: UserError | null = null;
  #isClosing = false;
  /** See `alone`. */
  #aloneWork: Promise<void> | null = null;

  /** Settles when the connection has ended, and never rejects: with null if we closed it, else with the reason. */
  readonly ended: Promise<UserError | null>;

  /** What asks the other side by a second connection whether it is there; null where there is no such way. */
  probe: LinkProbe | null = null;

  /** What leads to original files, where errors tell places; null where V8's are told. */
  findOriginal: FindOriginal | null = null;

  /** Whether the connection has ended. */
  get hasEnded(): boolean {
    return this.#end !== null;
  }

  /** See `Transport`. */
  get asksByName(): boolean {
    return this.#transport.asksByName === true;
  }

  /** What the session is connected to, for messages to the user: a URL, or a name such as `worker 4`. */
  get name(): string {
    return this.#transport.name;
  }

  /** Whether it is one with a worker thread, over the session of its process. */
  readonly isWorker: boolean;

  /**
   * Starts a session over a transport that nothing else uses. Nothing is evaluated, and nothing enabled that the target
   * would notice.
   */
  constructor(transport: Transport, { isWorker = false }: { isWorker?: boolean } = {}) {
    this.#transport = transport;
    this.isWorker = isWorker;
    let settle = (_reason: UserError | null): void => {};
    this.ended = new Promise((resolve) => {
      settle = resolve;
    });
    this.#hasEnded = settle;
    transport.onMessage((text) => this.#receive(text));
    transport.onClose(async (reason) => {
      const end = this.#finish(reason ?? (await this.#reasonOfEnd()));
      this.#hasEnded(this.#isClosing ? null : end);
    });
    this.on('NodeRuntime.waitingForDisconnect', () => {
      this.probe = null;
      transport.terminate();
    });
  }

  /** Connects to a WebSocket debugger URL. Rejects with a UserError, `no-inspector`, if no inspector answers there. */
  static async connect(url: string): Promise<Session> {
    return new Session(await WebSocketTransport.connect(url));
  }

  /**
   * Leaves as soon as the target wants to end: a process of Node that ends waits until each debugger has left. Never
   * rejects.
   */
  async leaveWhenTargetEnds(): Promise<void> {
    // Runtimes other than Node have no such domain.
    await this.send('NodeRuntime.notifyWhenWaitingForDisconnect', { enabled: true }).catch(() => {});
  }

  /**
   * Sends one command. Rejects with a UserError when the connection ends first, else with a ProtocolError if the target
   * refuses it.
   *
   * Send one after the answer to the other where it matters: Node's inspector leaves Nagle's algorithm on, so the
   * second of two small answers in a row can wait 40 ms for our kernel's delayed acknowledgement of the first.
   */
  async send<M extends Method>(method: M, params?: Params<M>): Promise<Result<M>> {
    while (this.#aloneWork !== null && aloneIn.getStore() !== this) await this.#aloneWork;
    return await this.#sendNow(method, params);
  }

  /**
   * Does some work during which the target hears of nothing else that this session is asked to send: what ends an
   * evaluation would hit another call of ours in the place of that. `work` must not reject.
   */
  async alone(work: () => Promise<void>): Promise<void> {
    while (this.#aloneWork !== null) await this.#aloneWork;
    this.#aloneWork = aloneIn.run(this, work);
    await this.#aloneWork;
    this.#aloneWork = null;
  }

  #sendNow<M extends Method>(method: M, params?: Params<M>): Promise<Result<M>> {
    return new Promise((resolve, reject) => {
      if (this.#end) return reject(this.#end);
      const [domain, command] = method.split('.');
      if (command === 'enable') this.#enabledDomains.add(domain);
      const id = ++this.#lastId;
      const text = JSON.stringify({ id, method, params: params ?? {} });
      debug('→ %d %s, %d characters', id, method, text.length);
      if (this.#pending.size === 0) this.#heardAt = performance.now();
      this.#pending.set(id, { method, sentAt: performance.now(), resolve, reject });
      this.#transport.send(text);
    });
  }

  /** Tells what the user has asked for, if the other side wants to know (see `Transport`). */
  note(command: string, args: unknown): void {
    if (!this.#end) this.#transport.note?.(command, args);
  }

  /** How long nothing has come though a command waits for its answer, ms; 0 where none waits. */
  get silenceMs(): number {
    return this.#pending.size === 0 ? 0 : performance.now() - this.#heardAt;
  }

  /** How long nothing has come, and no command was sent, ms. */
  get quietMs(): number {
    return this.#pending.size === 0 ? performance.now() - this.#heardAt : 0;
  }

  /**
   * Uses the connection, by what costs the target next to nothing. A ping of WebSocket would end it: Node's inspector
   * takes that for an error (decode_frame_hybi17 in src/inspector_socket.cc).
   */
  ping(): void {
    this.send('Runtime.getIsolateId').catch(() => {});
  }

  /** Gives up a connection that is known to be dead. */
  abandon(reason: UserError): void {
    this.#fail(reason);
  }

  /** Acknowledges what has come, where that makes the next message come sooner (see `Transport`). */
  acknowledge(): void {
    this.#transport.acknowledge?.();
  }

  /**
   * How long the slowest answer took since this was asked last, ms: a thread stands still no longer for one call of
   * ours.
   */
  takeLongestAnswer(): number {
    const longest = this.#longestAnswerMs;
    this.#longestAnswerMs = 0;
    return longest;
  }

  /** Listens to an event; call the function that it returns to stop listening. */
  on<E extends EventName>(event: E, listener: (params: EventParams<E>) => void): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  /**
   * Ends the connection; within two seconds, even if the other side does not answer. Never rejects.
   *
   * To hang up on a target that is about to answer can crash it (see `linger`): so the answers come first, a second
   * long.
   */
  async close(): Promise<void> {
    if (this.#end) return;
    this.#isClosing = true;
    const idle = new Promise<boolean>((resolve) => {
      this.#whenIdle = () => resolve(true);
      if (this.#pending.size === 0) resolve(true);
    });
    const waiting = [...this.#pending.values()];
    this.#end = new TargetGone();
    for (const { reject } of waiting) reject(this.#end);
    const isQuiet = await Promise.race([idle, delay(GOODBYE_TIMEOUT, false, { ref: false })]);
    await this.#transport.close({ isAnswering: !isQuiet });
  }

  /** The other side has hung up: because it is gone, or did something in between? */
  async #reasonOfEnd(): Promise<UserError> {
    const isThere = !this.#isClosing && this.probe !== null && (await this.probe()) !== 'refuses';
    return isThere ? new ConnectionLost(this.name, 'broken') : new TargetGone();
  }

  #receive(text: string): void {
    this.#heardAt = performance.now();
    const message = parseMessage(text);
    try {
      if (message === null) this.#fail(badMessage(this.name, 'something that is no protocol message'));
      else if ('id' in message) this.#receiveAnswer(message, text.length);
      else this.#receiveEvent(message, text.length);
    } catch (cause) {
      // Nobody else could be told, and a listener fails for nothing but what it was given.
      this.#fail(badMessage(this.name, 'a malformed event', cause));
    }
  }

  #receiveAnswer({ id, result, error }: Answer, size: number): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) {
      this.#countUnasked();
      return;
    }
    const { method, sentAt, resolve, reject } = pending;
    const ms = performance.now() - sentAt;
    this.#longestAnswerMs = Math.max(this.#longestAnswerMs, ms);
    if (debug.enabled) debug('← %d %s, %d characters, %d ms', id, method, size, ms.toFixed(1));
    if (error === undefined && !isWellFormed(method, result)) {
      this.#fail(badMessage(this.name, `a malformed answer to ${method}`));
      return;
    }
    this.#pending.delete(id);
    this.#unasked = 0;
    if (error === undefined) resolve(result as never);
    else reject(error.isRefused ? refusedByServer() : new ProtocolError(method, error.message));
    if (this.#pending.size === 0) this.#whenIdle();
  }

  #receiveEvent({ method, params }: Event, size: number): void {
    debug('← %j, %d characters', method, size);
    const listeners = this.#listeners.get(method);
    if (listeners?.size) for (const listener of [...listeners]) listener(params as never);
    else if (!this.#enabledDomains.has(method.split('.', 1)[0])) this.#countUnasked();
  }

  #countUnasked(): void {
    if (++this.#unasked === MAX_UNASKED)
      this.#fail(badMessage(this.name, `${MAX_UNASKED} messages that nobody asked for`));
  }

  /** Ends the session because of what the other side sent. */
  #fail(reason: UserError): void {
    this.#finish(reason);
    this.#transport.terminate();
  }

  /** Marks the end, once, and rejects what still waits for an answer. */
  #finish(reason: UserError): UserError {
    this.#end ??= reason;
    for (const { reject } of this.#pending.values()) reject(this.#end);
    this.#pending.clear();
    this.#whenIdle();
    return this.#end;
  }
}
