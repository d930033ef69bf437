/** What goes on in an isolate until it is stopped, such as the following of its logs. */
export class Activities {
  readonly #running = new Map<string, AbortController>();

  /** Starts an activity, and stops one of the same name that is running. It must end when the signal is aborted. */
  start(name: string): AbortSignal {
    this.stop(name);
    const controller = new AbortController();
    this.#running.set(name, controller);
    return controller.signal;
  }

  /** Stops an activity, if it is running. */
  stop(name: string): void {
    this.#running.get(name)?.abort();
    this.#running.delete(name);
  }

  stopAll(): void {
    for (const name of [...this.#running.keys()]) this.stop(name);
  }
}
