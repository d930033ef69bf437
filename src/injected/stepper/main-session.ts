/** The parameters of the event `Debugger.paused` that matter here. */
export interface Pause {
  readonly callFrames: readonly {
    readonly scopeChain: readonly {
      readonly type: string;
      readonly startLocation?: { readonly lineNumber: number; readonly columnNumber?: number };
    }[];
  }[];
  readonly hitBreakpoints?: readonly string[];
}

/** A session of a worker with the inspector of the main thread, which answers while that is paused. */
export class MainSession {
  readonly #session: import('node:inspector').Session;
  #unanswered = 0;
  #whenAnswered: () => void = () => {};

  constructor({ Session }: typeof import('node:inspector')) {
    this.#session = new Session();
    this.#session.connectToMainThread();
  }

  /** Sends a command; rejects where V8 refuses it. Commands of all sessions are done in their order. */
  send<R>(method: string, params: object = {}): Promise<R> {
    this.#unanswered++;
    return new Promise((resolve, reject) => {
      this.#session.post(method, params, (error, result) => {
        if (error) reject(error);
        else resolve(result as R);
        if (--this.#unanswered === 0) this.#whenAnswered();
      });
    });
  }

  /** Like `send`, where it does not matter whether V8 refuses it. */
  tell(method: string, params: object = {}): void {
    this.send(method, params).catch(() => {});
  }

  onPaused(listener: (pause: Pause) => void): void {
    this.#session.on('Debugger.paused', ({ params }) => listener(params as Pause));
  }

  /** The process exits, and waits with it until we have gone. */
  onExiting(listener: () => void): void {
    this.#session.on('NodeRuntime.waitingForDisconnect', listener);
    this.tell('NodeRuntime.notifyWhenWaitingForDisconnect', { enabled: true });
  }

  /** Bytes that the heap of the main thread holds; to ask allocates nothing there. */
  async heapBytes(): Promise<number> {
    const { usedSize } = await this.send<{ usedSize: number }>('Runtime.getHeapUsage');
    return usedSize;
  }

  /** Disconnects when everything was answered, and V8 has nothing to tell any more. */
  async end(): Promise<void> {
    const answered = new Promise<void>((resolve) => {
      this.#whenAnswered = resolve;
    });
    this.tell('Debugger.disable');
    await answered;
    this.#session.disconnect();
  }
}
