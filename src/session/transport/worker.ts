import { UserError } from '../../errors.js';
import type { Session } from '../session.js';
import type { Transport } from './transport.js';

/**
 * The way to a worker thread through the session of its process (`NodeWorker`): a session over it is one with the
 * worker.
 *
 * `sessionId` and `name` are those of `NodeWorker.attachedToWorker`. The transport ends with the worker, or with the
 * parent session.
 */
export class WorkerTransport implements Transport {
  readonly name: string;
  readonly #parent: Session;
  readonly #sessionId: string;
  readonly #stopListening: (() => void)[];
  #onMessage: (text: string) => void = () => {};
  #onClose: (reason: UserError | null) => void = () => {};
  #isOpen = true;

  constructor(parent: Session, sessionId: string, name: string) {
    this.name = name;
    this.#parent = parent;
    this.#sessionId = sessionId;
    this.#stopListening = [
      parent.on('NodeWorker.receivedMessageFromWorker', (event) => {
        if (event.sessionId === sessionId) this.#onMessage(event.message);
      }),
      // Node answers to messages for a worker that is gone as to any other: only this event tells.
      parent.on('NodeWorker.detachedFromWorker', (event) => {
        if (event.sessionId === sessionId)
          this.#end(new UserError('target-gone', `${name} has ended`, { hint: WORKERS }));
      }),
    ];
    parent.ended.then(() => this.#end());
  }

  send(message: string): void {
    if (!this.#isOpen) return;
    const sending = this.#parent.send('NodeWorker.sendMessageToWorker', { sessionId: this.#sessionId, message });
    // Node first answers that it has sent it, then comes the worker's own answer, which must not wait for our
    // acknowledgement. Rejected if the parent has ended, of which `ended` tells, or if Node knows no such worker.
    sending.then(
      () => this.#parent.acknowledge(),
      () => this.#end(),
    );
  }

  onMessage(listener: (text: string) => void): void {
    this.#onMessage = listener;
  }

  onClose(listener: (reason: UserError | null) => void): void {
    this.#onClose = listener;
  }

  async close(): Promise<void> {
    if (this.#isOpen) await this.#parent.send('NodeWorker.detach', { sessionId: this.#sessionId }).catch(() => {});
    this.#end();
  }

  terminate(): void {
    void this.close();
  }

  #end(reason: UserError | null = null): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    for (const stop of this.#stopListening) stop();
    this.#onClose(reason);
  }
}

const WORKERS = 'the process goes on; `.workers` lists the worker threads that run';
