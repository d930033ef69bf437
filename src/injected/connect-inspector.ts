/** A session with the inspector from inside, which ends when `holder` of `endWith` is collected, or by `end`. */
export interface KeptConnection {
  readonly session: import('node:inspector').Session;
  /** Lets the session end with the last reference to an object. */
  endWith(holder: object): void;
  /** Ends it now. Never throws. */
  end(): void;
}

/**
 * Connects to the inspector from inside the target.
 *
 * V8 holds the session while it is connected, and with it this function's scope: so nothing may stand here that leads to the
 * object it is to end with.
 */
export function connectInspector(load: (name: string) => unknown): KeptConnection {
  const { Session } = load('inspector') as typeof import('node:inspector');
  const session = new Session();
  session.connect();
  const end = () => {
    try {
      session.disconnect();
    } catch {
      // Nobody could catch it.
    }
  };
  const registry = new FinalizationRegistry(end);
  // The registry must live as long as the session.
  Object.defineProperty(session, Symbol('leakconsole'), { value: registry });
  return { session, endWith: (holder) => registry.register(holder, null), end };
}

/** Ends the connection that it was given. */
export function endConnection({ end }: KeptConnection): void {
  end();
}
