import { mayAskItself, newSession } from '../inspector/inspector-session.js';
import { program } from '../program.js';

type Inspector = typeof import('node:inspector');

/** The groups of what our questions make V8 hold, one for each session as its user sees it. */
const OBJECTS = 'leakconsole-kept';

/** A session with the inspector from inside the target that stays connected while our realm lives. */
export interface KeptConnection {
  /** Ends it now. Never throws. */
  end(): void;
}

/**
 * Gives our realm a stand-in for the module `inspector` whose sessions are all one, which stays connected as long as
 * somebody holds the stand-in.
 *
 * V8 forgets the @ids of all objects whenever any inspector session ends (V8HeapProfilerAgentImpl::disable), ours
 * inside the target too; with this, snapshots of one console can be compared.
 */
export function keepHeapIds(): KeptConnection {
  // Where there are no sessions inside, none of ours can end.
  if (!mayAskItself) return { end() {} };
  const session = newSession();
  session.connect();
  const end = session.disconnect.bind(session);

  let sessions = 0;
  /** A session as its user sees it; what it has made V8 hold goes when it is disconnected. */
  class KeptSession {
    readonly #objects = `${OBJECTS}-${sessions++}`;

    connect(): void {}

    post(method: string, params: object, callback?: (error: Error | null, result: object) => void): void {
      // Objects of an object are in its group; what is evaluated anew must be told its group.
      const isNew = method === 'Runtime.evaluate';
      const grouped = isNew ? { ...params, objectGroup: this.#objects } : params;
      (session.post as (...args: unknown[]) => void)(method, grouped, callback);
    }

    disconnect(): void {
      session.post('Runtime.releaseObjectGroup', { objectGroup: this.#objects });
    }
  }

  const standIn = { Session: KeptSession } as unknown as Inspector;
  endWith(session, standIn, end);
  program.inspector = standIn;
  return { end };
}

/**
 * Ends a session with the last reference to an object.
 *
 * V8 holds the session while it is connected, and with it all that it leads to: `end` must be a bound function of
 * Node's, as one of ours would lead to our realm, and so to the object.
 */
function endWith(session: object, holder: object, end: () => void): void {
  const registry = new FinalizationRegistry(end);
  registry.register(holder, undefined);
  // The registry must live as long as the session.
  Object.defineProperty(session, Symbol('leakconsole'), { value: registry });
}
