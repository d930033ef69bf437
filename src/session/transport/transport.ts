import type { UserError } from '../../errors.js';

/**
 * A connection that carries texts both ways. It knows sockets and pipes, and nothing of the protocol.
 *
 * Messages arrive in order, each as a whole. After the connection has ended, however it ended, nothing more arrives.
 */
export interface Transport {
  /** What the connection leads to, for messages to the user: a URL, or a name such as `worker 4`. */
  readonly name: string;

  /** Sends one message. Does nothing when the connection has ended: `onClose` tells. */
  send(text: string): void;

  /** Whether the other side takes no code of ours, and is asked for its own by name (src/register/questions.ts). */
  readonly asksByName?: boolean;

  /** Tells what the user has asked for to a server that keeps an audit; not there where there is none. */
  note?(command: string, args: unknown): void;

  /** Sets who receives the messages. Set it before the first `send`. */
  onMessage(listener: (text: string) => void): void;

  /**
   * Sets who is told, once, that the connection has ended: with null if either side closed it, with a UserError if it
   * broke because of what the other side sent.
   */
  onClose(listener: (reason: UserError | null) => void): void;

  /**
   * Acknowledges what has come, and provokes no answer; where the connection does that by itself in time, there is no
   * such method.
   *
   * Node leaves Nagle's algorithm on: of two small messages in a row, the second waits for the acknowledgement of the
   * first, which our kernel delays by 40 ms unless it has something to send.
   */
  acknowledge?(): void;

  /**
   * Closes the connection, within a second even if the other side does not answer. Never rejects.
   *
   * `isAnswering`: the other side still has answers to write. It must not see us hang up at that moment (see `linger`).
   */
  close(options?: { isAnswering?: boolean }): Promise<void>;

  /** Hangs up at once: the other side is waiting for that, or sends what is not to be trusted. */
  terminate(): void;
}
